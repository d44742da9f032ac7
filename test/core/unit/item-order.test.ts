import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ItemOrder } from '../../../core/unit/item-order.ts';

/** Numbers from 0, shuffled. */
const shuffled = fc
  .nat({ max: 50 })
  .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }));

test('values come out in order, each once, as soon as none before them is missing', () => {
  fc.assert(
    fc.property(shuffled, (numbers) => {
      const order = new ItemOrder<string>();
      const taken = new Set<number>();
      const given: string[] = [];
      for (const number of numbers) {
        taken.add(number);
        given.push(...order.take(number, `value ${number}`));
        let next = 0;
        while (taken.has(next)) next += 1;
        expect(given).toEqual(Array.from({ length: next }, (_, each) => `value ${each}`));
        expect(order.held).toBe(taken.size - next);
      }
      expect(given).toHaveLength(numbers.length);
    }),
  );
});

test('what waits is given back when it is given up', () => {
  const order = new ItemOrder<string>();
  for (const number of [2, 0, 4]) for (const _ of order.take(number, `value ${number}`));

  expect([...order.release()].toSorted()).toEqual(['value 2', 'value 4']);
  expect(order.held).toBe(0);
});
