import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceUnits, planUnits, SparseIndex } from '../../../core/splitting/index.ts';

/** Lengths of items → an index of them, one line end behind each. */
function indexOf(lengths: readonly number[], maxMarks?: number): SparseIndex {
  const index = new SparseIndex(maxMarks);
  let start = 0;
  for (const [at, length] of lengths.entries()) {
    index.add({ index: at, line: at + 1, start, end: start + length });
    start += length + 1;
  }
  return index;
}

const itemLengths = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 300 });
const spread = (sizes: number[]) => Math.max(...sizes, 0) - Math.min(...sizes, Number.POSITIVE_INFINITY);

describe('balanceUnits', () => {
  it('makes the fewest units that the limit allows, of sizes that differ by at most one', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 500 }), (total, unitItems) => {
        const sizes = balanceUnits(total, unitItems);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
        expect(sizes).toHaveLength(Math.ceil(total / unitItems));
        if (total > 0) expect(spread(sizes)).toBeLessThanOrEqual(1);
        expect(Math.max(...sizes, 0)).toBeLessThanOrEqual(unitItems);
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('does not take %d for a limit', (unitItems) => {
    expect(() => balanceUnits(10, unitItems)).toThrow(
      `unitItems is ${unitItems}; it must be a whole number, 1 or more.`,
    );
  });
});

describe('planUnits', () => {
  it('covers every item once and in order, with the exact range and line of each unit', () => {
    const sizing = fc.record({
      limit: fc.integer({ min: 1, max: 40 }),
      byItems: fc.boolean(),
      unitBytes: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        itemLengths,
        sizing,
        fc.constantFrom(2, 4, 10, 64, 65_536),
        (lengths, { limit, byItems, unitBytes }, maxMarks) => {
          const index = indexOf(lengths, maxMarks);
          const starts = lengths.map((_, at) =>
            lengths.slice(0, at).reduce((sum, each) => sum + each + 1, 0),
          );
          let next = 0;
          for (const unit of planUnits(
            index,
            byItems ? { unitItems: limit, unitBytes } : { targetUnits: limit, unitBytes },
          )) {
            const last = next + unit.items - 1;
            expect(unit.items).toBeGreaterThan(0);
            expect(unit).toMatchObject({ firstItem: next, line: next + 1, start: starts[next] });
            expect(unit.end).toBe((starts[last] ?? 0) + (lengths[last] ?? 0));
            if (byItems) expect(unit.items).toBeLessThanOrEqual(Math.max(limit, index.stride));
            if (unitBytes && unit.items > index.stride)
              expect(unit.end - unit.start).toBeLessThanOrEqual(unitBytes);
            next += unit.items;
          }
          expect(next).toBe(lengths.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('balances: sizes differ by one item as long as each has a mark, by one block beyond', () => {
    fc.assert(
      fc.property(
        itemLengths,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(2, 4, 10, 64, 65_536),
        (lengths, targetUnits, maxMarks) => {
          const index = indexOf(lengths, maxMarks);
          const sizes = [...planUnits(index, { targetUnits })].map(({ items }) => items);
          expect(sizes).toHaveLength(Math.min(targetUnits, index.marks));
          if (sizes.length > 0) expect(spread(sizes)).toBeLessThanOrEqual(index.stride);
        },
      ),
    );
  });

  it('gives an item larger than the byte limit a unit of its own', () => {
    const index = indexOf([3, 3, 500, 3, 3]);
    const units = [...planUnits(index, { unitItems: 100, unitBytes: 20 })];
    expect(units.map(({ items }) => items)).toEqual([2, 1, 2]);
  });

  it('is exact for 65,536 items and off by at most one block for more', () => {
    const few = indexOf(new Array<number>(65_536).fill(10));
    expect(few.stride).toBe(1);
    expect([...planUnits(few, { targetUnits: 7 })].map(({ items }) => items)).toEqual([
      9362, 9362, 9362, 9362, 9362, 9363, 9363,
    ]);
    const many = indexOf(new Array<number>(1_000_001).fill(10));
    expect(many.stride).toBe(16);
    const sizes = [...planUnits(many, { unitItems: 1000 })].map(({ items }) => items);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000_001);
    expect(spread(sizes)).toBeLessThanOrEqual(16);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
  });

  it('has no units without items', () => {
    expect([...planUnits(new SparseIndex(), { targetUnits: 10 })]).toEqual([]);
    expect([...planUnits(new SparseIndex(), { unitItems: 10 })]).toEqual([]);
  });

  it.each([{ unitItems: 0 }, { targetUnits: 1.5 }, { unitItems: 1, unitBytes: -1 }])(
    'does not take %j',
    (sizing) => {
      expect(() => [...planUnits(indexOf([1]), sizing)]).toThrow(/it must be a whole number, 1 or more\.$/);
    },
  );
});

describe('SparseIndex', () => {
  it('refuses items out of order, marks that are not there and an odd size', () => {
    const index = indexOf([1, 1]);
    expect(() => index.add({ index: 3, line: 3, start: 9, end: 10 })).toThrow(
      'Item 3 was added to an index of 2 items; items are added in order.',
    );
    expect(() => index.at(2)).toThrow('The index has no mark 2; it has 2.');
    expect(() => new SparseIndex(3)).toThrow('maxMarks is 3; it must be an even number, 2 or more.');
  });
});
