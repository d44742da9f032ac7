import { expect, test } from 'vitest';
import { runOptions } from '../../../cli/commands/run-options.ts';
import { parseOptions } from '../../../cli/options/parse-options.ts';

const parse = (...args: string[]) => parseOptions(args, runOptions);

test('reads values of every kind, in any order and either spelling', () => {
  const { values, positionals, problems } = parse(
    'task.ts',
    '--input=items.jsonl',
    '--max-concurrency',
    '8',
    '--unit-items',
    'auto',
    '--tolerated-failure-percentage=2.5',
    '--tolerated-failure-count',
    '10',
    '--timeout',
    '2 seconds',
    '--json',
  );
  expect(problems).toEqual([]);
  expect(positionals).toEqual(['task.ts']);
  expect(values).toEqual({
    input: 'items.jsonl',
    'max-concurrency': 8,
    'unit-items': 'auto',
    'tolerated-failure-percentage': 2.5,
    'tolerated-failure-count': 10,
    timeout: '2 seconds',
    json: true,
  });
});

test.each([
  [['--max-concurrency', '-5'], '--max-concurrency is -5; it must be a whole number from 1 to 10,000'],
  [['--max-concurrency', '1.5'], '--max-concurrency is 1.5; it must be a whole number from 1 to 10,000'],
  [['--max-concurrency='], "--max-concurrency is ''; it must be a whole number from 1 to 10,000"],
  [['--unit-items', '0'], '--unit-items is 0; it must be `auto` or a whole number from 1 to 1,000,000'],
  [
    ['--tolerated-failure-percentage', '101'],
    '--tolerated-failure-percentage is 101; it must be a number from 0 to 100',
  ],
  [
    ['--tolerated-failure-count', '-1'],
    '--tolerated-failure-count is -1; it must be a whole number, 0 or more',
  ],
  [
    ['--run-id', '../x'],
    '--run-id is ../x; it must be 1 to 60 letters, digits, dashes and underscores, starting with a letter or digit',
  ],
  [['--compress', 'gz'], '--compress is gz; it must be none, gzip, or zstd in this version'],
  [
    ['--max-object-size', '1GB'],
    "--max-object-size is 1GB; it must be a size of 64 MB or more, such as '512 MB' or '1 GB'",
  ],
  [
    ['--max-object-size', '63 MB'],
    "--max-object-size is '63 MB'; it must be a size of 64 MB or more, such as '512 MB' or '1 GB'",
  ],
  [['--on', 'gcp'], '--on is gcp; it must be local or aws in this version'],
  [
    ['--timeout', '2 fortnights'],
    "--timeout is '2 fortnights'; it must be a duration such as '250 ms', '2 seconds' or '1 minute'",
  ],
  [['--timeout'], '--timeout needs a value: --timeout <duration>'],
  [['--timeout', '--json'], '--timeout needs a value: --timeout <duration>'],
  [['--json=3'], '--json takes no value, not 3'],
  [['--retries', '1', '--retries', '2'], '--retries is given twice; it may be given once'],
  [['--max-concurency', '3'], '--max-concurency is no option; did you mean --max-concurrency?'],
  [['--wibble'], '--wibble is no option; --help lists those there are'],
  [['-x'], '-x is no option; --help lists those there are'],
])('says what is wrong with %j', (args, problem) => {
  expect(parse('task.ts', '--input', 'a.jsonl', ...args).problems).toEqual([problem]);
});

test('the value of a mistyped option is no argument', () => {
  expect(parse('--inptu', 'a.jsonl', 'task.ts').positionals).toEqual(['task.ts']);
});

test('names every problem at once', () => {
  expect(parse('--retries', '-1', '--on', 'mars').problems).toEqual([
    '--retries is -1; it must be a whole number from 0 to 100',
    '--on is mars; it must be local or aws in this version',
    '--input is missing: --input <file|glob|s3://bucket/key>',
  ]);
});
