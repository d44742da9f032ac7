import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClaimTable } from '../../../core/independence/claim-table.ts';
import { Independence } from '../../../core/independence/independence.ts';

test('a name belongs to the item that claimed it first, however many there are', () => {
  const name = fc.string({ maxLength: 2 });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.nat({ max: 30 })), { maxLength: 200 }), (claims) => {
      const table = new ClaimTable();
      const model = new Map<string, number>();
      for (const [claimed, item] of claims) {
        const holder = model.get(claimed);
        expect(table.claim(claimed, item)).toBe(holder === item ? undefined : holder);
        if (holder === undefined) model.set(claimed, item);
      }
    }),
  );
});

test('the table grows without forgetting', () => {
  const table = new ClaimTable();
  for (let item = 0; item < 5_000; item++) expect(table.claim(`name ${item}`, item)).toBeUndefined();
  for (let item = 0; item < 5_000; item++) expect(table.claim(`name ${item}`, 9_999)).toBe(item);
});

describe('items are independent unless', () => {
  function problemsOf(claims: readonly (readonly [number, Parameters<Independence['add']>[1]])[]): string[] {
    const independence = new Independence();
    for (const [item, claimed] of claims) independence.add(item, claimed);
    return independence.problems;
  }

  test('two have one key, or write to one place; an item may name a place twice', () => {
    expect(
      problemsOf([
        [5, { key: 'a', writes: ['x', 'y', 'x'] }],
        [2, { key: 'a', writes: ['z'] }],
        [3, { key: 'b', writes: ['z'] }],
        [4, {}],
      ]),
    ).toEqual(['items 2 and 5 have the same key "a"', 'items 2 and 3 both write to "z"']);
  });

  test('a key is no place', () => {
    expect(
      problemsOf([
        [0, { key: 'a' }],
        [1, { writes: ['a'] }],
      ]),
    ).toEqual([]);
  });

  test('many conflicts are counted, not listed', () => {
    const problems = problemsOf(Array.from({ length: 31 }, (_, item) => [item, { key: 'same' }]));

    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toBe('and 20 more');
  });
});
