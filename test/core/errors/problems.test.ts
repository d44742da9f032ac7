import { describe, expect, test } from 'vitest';
import { FanfoldError, isFanfoldError, refusalCodes } from '../../../core/errors/fanfold-error.ts';
import { refuseAll, showValue } from '../../../core/errors/problems.ts';

const circle: Record<string, unknown> = {};
circle.self = circle;

describe('a value in a message', () => {
  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['text', '"text"'],
    ['two\nlines', '"two\\nlines"'],
    [-1.5, '-1.5'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [12n, '12'],
    [true, 'true'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [{ a: [1] }, '{"a":[1]}'],
    [circle, 'an object'],
    [[circle], 'an array'],
  ])('%#', (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  test('is short', () => {
    expect(showValue('x'.repeat(1_000))).toHaveLength(80);
  });
});

describe('several problems', () => {
  test('are one error with all of them', () => {
    expect(refuseAll('InvalidTask', 'The task is malformed', ['a is 1', 'b is 2']).message).toBe(
      'The task is malformed: 2 problems:\n  - a is 1\n  - b is 2',
    );
  });

  test('one reads as a sentence', () => {
    expect(refuseAll('InvalidTask', 'The task is malformed', ['a is 1']).message).toBe(
      'The task is malformed: a is 1',
    );
  });
});

describe('an error of fanfold', () => {
  test('is known by its code, which is its name', () => {
    const cause = new Error('why');
    const error = new FanfoldError('RunClosed', 'closed', { cause });

    expect(error).toMatchObject({ name: 'RunClosed', code: 'RunClosed', message: 'closed', cause });
    expect(isFanfoldError(error)).toBe(true);
    expect(isFanfoldError(cause)).toBe(false);
    expect(isFanfoldError({ ...error })).toBe(false);
  });

  test('says by its code whether anything was started', () => {
    expect(refusalCodes.has('SourceRefused')).toBe(true);
    expect(refusalCodes.has('SourceChanged')).toBe(false);
  });
});
