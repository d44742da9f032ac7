import fc from 'fast-check';
import { nastyJson, nastyName, nastyText, nastyValue } from './nasty-values.ts';
import { type Change, writeChanged } from './write-changed.ts';

/** Objects that exist; see {@link sourceBodies}. */
const existing = fc.constantFrom(
  's3://bucket/few.jsonl',
  's3://bucket/few.csv',
  's3://bucket/few.json',
  's3://bucket/few.jsonl.gz',
  's3://bucket/none.jsonl',
  's3://bucket/broken.json',
  's3://bucket/cut.jsonl.gz',
  's3://bucket/no-format',
  's3://bucket/inbox/übung 1+1.jsonl',
);

const item = fc.oneof(
  fc.record({ n: fc.nat(9), text: nastyText }, { requiredKeys: ['n'] }),
  fc.record({ n: fc.nat(9), fail: fc.constant('it says so') }),
  nastyValue,
);

const uriSource = fc.oneof(
  existing.map((uri) => ({ uri })),
  fc.record(
    {
      uri: fc.oneof(existing, fc.array(existing, { minLength: 1, maxLength: 3 })),
      format: fc.constantFrom('jsonl', 'csv', 'json'),
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      etag: fc.constantFrom('0', '"0"'),
    },
    { requiredKeys: ['uri'] },
  ),
);
const source = fc.oneof(uriSource, fc.record({ items: fc.array(item, { maxLength: 6 }) }));

/** Some that many inputs share, so that they meet runs that are there already. */
const runId = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('a', 'run-1', 'run_2', '7', 'x'.repeat(60), 'constructor') },
  { weight: 3, arbitrary: fc.nat(99_999).map((number) => `run-${number}`) },
);

const tuning = {
  maxConcurrency: fc.integer({ min: 1, max: 10_000 }),
  adaptiveConcurrency: fc.boolean(),
  unitItems: fc.oneof(fc.constant('auto'), fc.integer({ min: 1, max: 1_000_000 })),
  toleratedFailurePercentage: fc.oneof(
    fc.constantFrom(0, 100),
    fc.double({ min: 1e-6, max: 100, noNaN: true }),
  ),
  toleratedFailureCount: fc.nat(),
  itemConcurrency: fc.integer({ min: 1, max: 1_000 }),
  timeout: fc.constantFrom('1 ms', '2 seconds', '1.5 minutes', '14 minutes'),
  retries: fc.integer({ min: 0, max: 100 }),
};

const runInput = fc.record(
  {
    version: fc.constant(1),
    runId,
    source,
    format: fc.constantFrom('jsonl', 'csv', 'parquet'),
    compress: fc.constantFrom('none', 'gzip', 'zstd'),
    maxObjectSize: fc.constantFrom('64 MB', '1.5 GB', '64.3 MB', '50000 GB'),
    ...tuning,
  },
  { requiredKeys: ['source'] },
);

const { unitItems: _, ...retryTuning } = tuning;
const retryInput = fc.record(
  { version: fc.constant(1), retry: fc.constant(true), runId, ...retryTuning },
  { requiredKeys: ['retry', 'runId'] },
);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ at: fc.nat(200), how: fc.constant('set' as const), json: nastyJson }),
  fc.record({ at: fc.nat(200), how: fc.constant('add' as const), name: nastyName, json: nastyJson }),
);

/** Text of JSON whose length in bytes is at, below or above what Step Functions takes. */
const nearLimit = fc
  .record({
    bytes: fc.constantFrom(262_143, 262_144, 262_145),
    piece: fc.constantFrom('x', 'é', '"', '\u0001'),
  })
  .map(({ bytes, piece }) => {
    const written = JSON.stringify(piece).slice(1, -1);
    const empty = JSON.stringify({ source: { items: [{ n: 1, text: '' }] } });
    const count = Math.floor((bytes - Buffer.byteLength(empty)) / Buffer.byteLength(written));
    return JSON.stringify({ source: { items: [{ n: 1, text: piece.repeat(count) }] } });
  });

/** As many wrong things at once as an input can hold. */
const manyProblems = fc
  .record({ count: fc.constantFrom(50, 5_000), name: nastyName })
  .map(({ count, name }) =>
    JSON.stringify(
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`${name.slice(0, 40)}${n}`, n])),
    ),
  );

/** Executions' inputs as the text that comes in: right ones, right ones that were changed a little, and nonsense. */
export const inputText: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: runInput.map((input) => JSON.stringify(input)) },
  { weight: 2, arbitrary: retryInput.map((input) => JSON.stringify(input)) },
  {
    weight: 12,
    arbitrary: fc
      .tuple(fc.oneof(runInput, runInput, retryInput), fc.array(change, { minLength: 1, maxLength: 3 }))
      .map(([input, changes]) => writeChanged(input, changes)),
  },
  { weight: 2, arbitrary: nastyJson },
  { weight: 1, arbitrary: manyProblems },
  { weight: 1, arbitrary: nearLimit },
);
