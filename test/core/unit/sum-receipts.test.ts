import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../../core/contracts/receipt.ts';
import { sumReceipts } from '../../../core/unit/sum-receipts.ts';
import { makeReceipt } from '../../support/make-receipt.ts';

/** Times are quarters of a millisecond, so that sums are exact in any order. */
const milliseconds = fc.nat(4_000).map((quarters) => quarters / 4);

const part: fc.Arbitrary<Receipt> = fc
  .record({
    succeeded: fc.nat(20),
    failed: fc.dictionary(fc.constantFrom('thrown', 'timeout', 'crashed'), fc.integer({ min: 1, max: 9 })),
    bytes: fc.uint8Array({ maxLength: 9 }),
    startedAt: fc.nat(),
    endedAt: fc.nat(),
    initMs: milliseconds,
    runMs: milliseconds,
    downloadMs: milliseconds,
    uploadMs: milliseconds,
    retries: fc.nat(9),
    forks: fc.nat(9),
    itemTimes: fc.uniqueArray(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 })), {
      selector: ([bucket]) => bucket,
    }),
  })
  .map(({ succeeded, failed: codes, bytes, retries, forks, itemTimes, ...timing }) => {
    const failed = Object.values(codes).reduce((sum, count) => sum + count, 0);
    const failures = failed === 0 ? null : { key: 'failures/0', count: failed, codes };
    return makeReceipt(
      { unit: 0, firstItem: 0, succeeded, failed, bytes },
      { timing, retries, forks, itemTimes, failures },
    );
  });
const parts = fc.array(part, { minLength: 1, maxLength: 6 });
const total = (of: readonly Receipt[], pick: (each: Receipt) => number | undefined) =>
  of.reduce((sum, each) => sum + (pick(each) ?? 0), 0);

test('every count and time of the sum is that of all parts', () => {
  fc.assert(
    fc.property(parts, (all) => {
      const sum = sumReceipts(all);

      const counts: ((each: Receipt) => number | undefined)[] = [
        ({ items }) => items.total,
        ({ items }) => items.succeeded,
        ({ items }) => items.failed,
        ({ retries }) => retries,
        ({ forks }) => forks,
        ({ output }) => output?.bytes,
        ({ output }) => output?.rows,
        ({ failures }) => failures?.count,
        ...['thrown', 'timeout', 'crashed'].map(
          (code) =>
            ({ failures }: Receipt) =>
              failures?.codes[code],
        ),
        ({ timing }) => timing.initMs,
        ({ timing }) => timing.runMs,
        ({ timing }) => timing.downloadMs,
        ({ timing }) => timing.uploadMs,
        ...Array.from(
          { length: 31 },
          (_, bucket) =>
            ({ itemTimes }: Receipt) =>
              new Map(itemTimes).get(bucket),
        ),
      ];
      for (const count of counts) expect(count(sum) ?? 0).toBe(total(all, count));
      expect(sum.timing.startedAt).toBe(all[0]?.timing.startedAt);
      expect(sum.timing.endedAt).toBe(all.at(-1)?.timing.endedAt);
      expect(sum.output === null).toBe(all.every(({ output }) => output === null));
      expect(sum.failures === null).toBe(all.every(({ failures }) => failures === null));
    }),
  );
});

test('parts may be added up in pieces', () => {
  fc.assert(
    fc.property(parts, parts, (first, second) => {
      expect(sumReceipts([sumReceipts(first), sumReceipts(second)])).toEqual(
        sumReceipts([...first, ...second]),
      );
    }),
  );
});

describe('the sum', () => {
  test('names the first part, and changes none', () => {
    const first = makeReceipt({ unit: 3, firstItem: 30, succeeded: 4, failed: 1, bytes: Buffer.from('ab') });
    const second = makeReceipt(
      { unit: 3, firstItem: 35, succeeded: 2, failed: 2, bytes: Buffer.from('c') },
      { attempt: 2, environment: 'environment-2' },
    );
    const before = structuredClone([first, second]);

    const { unit, attempt, firstItem, environment, output, failures } = sumReceipts([first, second]);

    expect({ unit, attempt, firstItem, environment }).toEqual({
      unit: 3,
      attempt: 1,
      firstItem: 30,
      environment: 'environment-1',
    });
    expect(output).toEqual({ ...first.output, bytes: 3, rows: 6 });
    expect(failures).toEqual({ ...first.failures, count: 3, codes: { thrown: 3 } });
    expect([first, second]).toEqual(before);
  });

  test('of one part is that part', () => {
    fc.assert(
      fc.property(part, (only) => {
        expect(sumReceipts([only])).toEqual(only);
      }),
    );
  });

  test('of nothing is refused', () => {
    expect(() => sumReceipts([])).toThrow('there are no receipts to add up');
  });
});
