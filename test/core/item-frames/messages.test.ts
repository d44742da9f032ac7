import { describe, expect, test } from 'vitest';
import { describeError, itemFailure } from '../../../core/item-frames/messages.ts';

describe('an error as a failure', () => {
  test('has its name, message and stack', () => {
    const error = new RangeError('too far');

    expect(describeError('thrown', error)).toEqual({
      code: 'thrown',
      name: 'RangeError',
      message: 'too far',
      stack: error.stack,
    });
  });

  test.each([
    ['text', 'text'],
    [undefined, 'undefined'],
    [{ toString: () => 'an object' }, 'an object'],
    [Object.create(null), "something that can't be shown as text"],
    [Symbol('s'), 'Symbol(s)'],
  ])('also if it is none: %#', (thrown, message) => {
    expect(describeError('thrown', thrown)).toEqual({ code: 'thrown', name: 'NonError', message });
  });

  test('also if it has fields of any kind', () => {
    const odd = Object.assign(new Error('odd'), { name: 5, message: { a: 1 }, stack: undefined });
    const throwing = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('not even that');
      },
    });

    for (const error of [odd, throwing])
      expect(itemFailure.safeParse(describeError('crashed', error)).success).toBe(true);
  });

  test('is not endless', () => {
    const error = new Error('m'.repeat(1_000_000));

    const { message, stack } = describeError('thrown', error);
    expect(message.length).toBeLessThan(5_000);
    expect(stack?.length).toBeLessThan(5_000);
  });
});
