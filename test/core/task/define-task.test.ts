import { describe, expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import { isFanfoldError } from '../../../core/errors/fanfold-error.ts';
import { defineTask, isTask } from '../../../core/task/define-task.ts';
import { isPermanent, PermanentError } from '../../../core/task/permanent-error.ts';
import type { ItemContext, Task } from '../../../core/task/task.ts';

const sound = { name: 'sound', input: z.string(), output: z.number(), run: (text: string) => text.length };

/** The problems that a definition is refused for, one a line; it is given as untyped code would. */
function problemsOf(definition: unknown): string[] {
  try {
    Reflect.apply(defineTask, undefined, [definition]);
  } catch (error) {
    if (!isFanfoldError(error) || error.code !== 'InvalidTask') throw error;
    return error.message.replace(/^The task is malformed: (\d+ problems:\n)?/, '').split('\n');
  }
  throw new Error('the definition was accepted');
}

describe('a malformed definition is refused with the value and what is allowed', () => {
  test.each([
    ['name', '', '"".*letters, digits and dashes'],
    ['name', '9lives', '"9lives".*starting with a letter'],
    ['name', 'a/b', '"a/b"'],
    ['name', 'a'.repeat(65), '"a{65}".*at most 64'],
    ['name', undefined, 'nothing'],
    ['input', undefined, 'nothing.*Standard Schema, such as z\\.object'],
    ['input', { type: 'object' }, '\\{"type":"object"\\}.*Standard Schema'],
    ['output', () => true, 'a function.*Standard Schema'],
    ['run', 'later', '"later".*a function'],
    ['key', 'id', '"id".*a function of the item'],
    ['writes', ['a'], '\\["a"\\].*a function of the item'],
    ['timeout', '2', "\"2\".*'2 seconds'.*'1 ms' to '14 minutes'"],
    ['timeout', '15 minutes', '"15 minutes"'],
    ['timeout', '0 ms', '"0 ms"'],
    ['timeout', 2_000, '2000'],
    ['memory', '255 MB', "\"255 MB\".*'256 MB' to '10240 MB'"],
    ['memory', '11 GB', '"11 GB"'],
    ['memory', '300.5 MB', '"300.5 MB".*whole megabytes'],
    ['retries', -1, '-1.*a whole number from 0 to 100'],
    ['retries', 1.5, '1\\.5'],
    ['retries', '3', '"3"'],
    ['unitItems', 0, '0.*a whole number from 1 to 1000000'],
    ['unitItems', 'many', '"many"'],
    ['maxConcurrency', 10_001, '10001.*from 1 to 10000'],
    ['itemConcurrency', 0, '0.*from 1 to 1000'],
    ['toleratedFailureCount', -1, '-1.*a whole number from 0'],
    ['toleratedFailurePercentage', 101, '101.*a number from 0 to 100'],
    ['toleratedFailurePercentage', Number.NaN, 'NaN.*a number from 0 to 100'],
  ])('%s: %j', (option, value, says) => {
    const problems = problemsOf({ ...sound, [option]: value });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^\`${option}\` is ${says}`));
  });

  test('with every problem at once', () => {
    const problems = problemsOf({
      name: '?',
      output: z.number(),
      timeout: 'soon',
      retrys: 3,
      memory: '1 TB',
    });

    expect(problems.map((problem) => /`(\w+)`/.exec(problem)?.[1])).toEqual([
      'retrys',
      'name',
      'input',
      'run',
      'timeout',
      'memory',
    ]);
  });

  test('an option that is none is named, with those that are', () => {
    expect(problemsOf({ ...sound, concurrency: 5 })).toEqual([
      expect.stringMatching(
        /^`concurrency` is not an option; the options are name, input, .*itemConcurrency/,
      ),
    ]);
  });

  test.each([undefined, null, 'task', 7])('%j instead of a definition', (definition) => {
    expect(problemsOf(definition)).toEqual([expect.stringMatching(/^defineTask takes an object, not /)]);
  });
});

describe('a sound definition', () => {
  test('has defaults', () => {
    expect(defineTask(sound).settings).toEqual({
      name: 'sound',
      timeoutMs: 60_000,
      retries: 0,
      memoryMb: 512,
    });
  });

  test('keeps what it sets, in plain numbers', () => {
    const task = defineTask({
      ...sound,
      timeout: '1.5 minutes',
      retries: 3,
      memory: '2 GB',
      unitItems: 'auto',
      maxConcurrency: 10_000,
      toleratedFailurePercentage: 0.5,
      toleratedFailureCount: 0,
      itemConcurrency: 1_000,
      key: (text) => text,
    });

    expect(task.settings).toEqual({
      name: 'sound',
      timeoutMs: 90_000,
      retries: 3,
      memoryMb: 2_048,
      unitItems: 'auto',
      maxConcurrency: 10_000,
      toleratedFailurePercentage: 0.5,
      toleratedFailureCount: 0,
      itemConcurrency: 1_000,
      claims: ['key'],
    });
    expect(JSON.parse(JSON.stringify(task.settings))).toEqual(task.settings);
  });

  test("may have options that are undefined, as if they weren't there", () => {
    const options = ['timeout', 'memory', 'retries', 'unitItems', 'toleratedFailurePercentage', 'key'];
    const definition = { ...sound, ...Object.fromEntries(options.map((option) => [option, undefined])) };

    expect(Reflect.apply(defineTask, undefined, [definition])).toMatchObject({
      settings: { timeoutMs: 60_000, memoryMb: 512 },
    });
  });

  test('may use its own fields in run', () => {
    class Scaled {
      name = 'scaled';
      input = z.number();
      output = z.number();
      run(this: Scaled, n: number): number {
        return this.input.parse(n) * 2;
      }
    }
    const task = defineTask(Object.assign({ run: Scaled.prototype.run }, new Scaled()));

    expect(task.run(4, context)).toBe(8);
  });

  test('is known as a task, and nothing else is', () => {
    expect(isTask(defineTask(sound))).toBe(true);
    for (const other of [sound, undefined, null, 'task', () => 1]) expect(isTask(other)).toBe(false);
  });

  test("can't be changed any more", () => {
    expect(Object.isFrozen(defineTask(sound))).toBe(true);
  });
});

test('an error is permanent if it says so', () => {
  class Hopeless extends PermanentError {
    override readonly name = 'Hopeless';
  }

  expect(isPermanent(new PermanentError('no', { cause: 1 }))).toBe(true);
  expect(isPermanent(new Hopeless())).toBe(true);
  for (const other of [new Error('once more'), 'text', undefined, { name: 'PermanentError' }])
    expect(isPermanent(other)).toBe(false);
});

describe('types', () => {
  const toNumber = z.string().transform(Number);
  const fromDate = z.date().transform((date) => date.toISOString());

  test('run gets what the input schema gives, and gives what the output schema takes', () => {
    const task = defineTask({
      name: 'typed',
      input: toNumber,
      output: fromDate,
      key: (n) => {
        expectTypeOf(n).toEqualTypeOf<number>();
        return String(n);
      },
      run: (n, given) => {
        expectTypeOf(n).toEqualTypeOf<number>();
        expectTypeOf(given).toEqualTypeOf<ItemContext>();
        expectTypeOf(given.signal).toEqualTypeOf<AbortSignal>();
        return new Date(n);
      },
    });

    expectTypeOf(task).toEqualTypeOf<Task>();
  });

  test('rows may be one, several, a stream, now or later', () => {
    const common = { name: 'typed', input: toNumber, output: fromDate };
    defineTask({ ...common, run: async (n) => new Date(n) });
    defineTask({ ...common, run: (n) => [new Date(n)] });
    defineTask({ ...common, run: async () => [] });
    defineTask({
      ...common,
      async *run(n) {
        yield new Date(n);
      },
    });
    // @ts-expect-error: the output schema takes dates; it is what comes out of it that is text
    defineTask({ ...common, run: (n) => String(n) });
    // @ts-expect-error: one of the rows is none
    defineTask({ ...common, run: (n) => [new Date(n), n] });
    // @ts-expect-error: run gets a number
    defineTask({ ...common, run: (n: string) => new Date(n) });
  });

  test('durations and sizes are text of a known form', () => {
    const common = { name: 'typed', input: toNumber, output: fromDate, run: (n: number) => new Date(n) };
    defineTask({ ...common, timeout: '1.5 minutes', memory: '1 GB' });
    // @ts-expect-error: no unit
    expect(() => defineTask({ ...common, timeout: '90' })).toThrow(/timeout/);
    // @ts-expect-error: no such unit
    expect(() => defineTask({ ...common, memory: '1 TB' })).toThrow(/memory/);
  });
});

const context: ItemContext = {
  signal: new AbortController().signal,
  attempt: 1,
  index: 0,
  log: () => {},
};
