import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../../core/contracts/receipt.ts';
import { Crc64Nvme, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { Completeness } from '../../../core/proof/completeness.ts';
import { makeReceipt } from '../../support/make-receipt.ts';

const unit = fc
  .record({
    succeeded: fc.nat({ max: 5 }),
    failed: fc.nat({ max: 3 }),
    bytes: fc.uint8Array({ maxLength: 30 }),
  })
  .filter(({ succeeded, failed }) => succeeded + failed > 0);
type Unit = { succeeded: number; failed: number; bytes: Uint8Array };

function receiptsOf(units: readonly Unit[]): Receipt[] {
  let firstItem = 0;
  return units.map((each, number) => {
    const receipt = makeReceipt({ ...each, unit: number, firstItem });
    firstItem += receipt.items.total;
    return receipt;
  });
}

const countItems = (receipts: readonly Receipt[]) =>
  receipts.reduce((sum, { items }) => sum + items.total, 0);

/** Adds receipts up against what `planned` would need. */
function conclude(planned: readonly Receipt[], given: readonly (readonly [number, Receipt | undefined])[]) {
  const completeness = new Completeness({ items: countItems(planned), units: planned.length });
  for (const [number, receipt] of given) completeness.add(number, receipt);
  return { completeness, concluded: completeness.conclude() };
}

const inOrder = (receipts: readonly Receipt[]) => receipts.map((receipt) => [receipt.unit, receipt] as const);

test('receipts that cover every unit once prove the data set, with the sums and digests of its bytes', () => {
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
      const receipts = receiptsOf(units);

      const { completeness, concluded } = conclude(receipts, inOrder(receipts));

      const succeeded = units.reduce((sum, each) => sum + each.succeeded, 0);
      const failed = units.reduce((sum, each) => sum + each.failed, 0);
      const written = units.filter(({ bytes }) => bytes.byteLength > 0);
      const all = Buffer.concat(written.map(({ bytes }) => bytes));
      const digests = written.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));
      expect(concluded).toEqual({
        ok: true,
        proof: {
          items: { planned: succeeded + failed, succeeded, failed },
          units: { planned: units.length, committed: units.length },
          rows: written.reduce((sum, each) => sum + each.succeeded, 0),
          bytes: all.byteLength,
          crc64nvme: encodeCrc64(new Crc64Nvme().update(all).digest()),
          rowsSha256: createHash('sha256').update(digests.join('')).digest('hex'),
        },
      });
      expect(completeness.items).toEqual({ total: succeeded + failed, succeeded, failed, notRun: 0 });
      expect(completeness.units).toEqual({
        total: units.length,
        succeeded: units.length,
        failed: 0,
        notRun: 0,
      });
    }),
  );
});

/** Units, and one of them that something happens to. */
const unitsAndVictim = fc
  .array(unit, { minLength: 2, maxLength: 12 })
  .chain((units) => fc.tuple(fc.constant(receiptsOf(units)), fc.nat({ max: units.length - 1 })));

/** The problems of receipts that are refused. */
function problemsOf(
  planned: readonly Receipt[],
  given: readonly (readonly [number, Receipt | undefined])[],
): string[] {
  const { concluded } = conclude(planned, given);
  if (concluded.ok) throw new Error('a proof was given');
  return concluded.problems;
}

describe('there is no proof, and the unit is named, if', () => {
  test('a unit was not run', () => {
    fc.assert(
      fc.property(unitsAndVictim, ([receipts, victim]) => {
        const given = receipts.map(
          (receipt, number) => [number, number === victim ? undefined : receipt] as const,
        );

        expect(problemsOf(receipts, given)).toEqual([`unit ${victim} was not run`]);
        const { completeness } = conclude(receipts, given);
        const lost = receipts[victim]?.items.total ?? 0;
        expect(completeness.items.notRun).toBe(lost);
        expect(completeness.units).toMatchObject({ succeeded: receipts.length - 1, notRun: 1 });
      }),
    );
  });

  test('a unit is missing', () => {
    fc.assert(
      fc.property(unitsAndVictim, ([receipts, victim]) => {
        const given = inOrder(receipts).toSpliced(victim, 1);

        expect(problemsOf(receipts, given)[0]).toBe(`unit ${victim} is missing`);
      }),
    );
  });

  test('a unit is there twice', () => {
    fc.assert(
      fc.property(unitsAndVictim, ([receipts, victim]) => {
        const given = inOrder(receipts).flatMap((each, at) => (at === victim ? [each, each] : [each]));

        expect(problemsOf(receipts, given)[0]).toBe(`unit ${victim} is doubled`);
      }),
    );
  });

  test('there is one unit too many', () => {
    fc.assert(
      fc.property(unitsAndVictim, ([receipts]) => {
        const problems = problemsOf(receipts.slice(0, -1), inOrder(receipts));

        expect(problems[0]).toMatch(new RegExp(`\\bunit ${receipts.length - 1}\\b`));
      }),
    );
  });

  test('two receipts are swapped', () => {
    fc.assert(
      fc.property(unitsAndVictim, ([receipts, victim]) => {
        const other = (victim + 1) % receipts.length;
        const swapped = receipts.map(
          (receipt, at) => receipts[at === victim ? other : at === other ? victim : at] ?? receipt,
        );

        const problems = problemsOf(
          receipts,
          swapped.map((receipt, number) => [number, receipt] as const),
        );

        expect(problems).toContain(`unit ${victim} has the receipt of unit ${other}`);
        expect(problems).toContain(`unit ${other} has the receipt of unit ${victim}`);
      }),
    );
  });

  test.each<[string, (receipt: Receipt) => Partial<Receipt>]>([
    ["has another unit's number", ({ unit: number }) => ({ unit: number + 1 })],
    ['begins elsewhere', ({ firstItem }) => ({ firstItem: firstItem + 1 })],
    ['has lost an item', ({ items }) => ({ items: { ...items, total: items.total - 1 } })],
    ['has an item more', ({ items }) => ({ items: { ...items, succeeded: items.succeeded + 1 } })],
    [
      'has a failed item more than records',
      ({ items }) => ({ items: { ...items, total: items.total + 1, failed: items.failed + 1 } }),
    ],
  ])('a receipt %s', (_, alter) => {
    fc.assert(
      fc.property(unitsAndVictim, ([receipts, victim]) => {
        const given = receipts.map((receipt, at) =>
          at === victim ? { ...receipt, ...alter(receipt) } : receipt,
        );

        const problems = problemsOf(
          receipts,
          given.map((receipt, number) => [number, receipt] as const),
        );

        expect(problems[0]).toMatch(new RegExp(`^unit ${victim}\\b`));
      }),
    );
  });

  test('a receipt has other counts that agree with each other: the unit after it, or the sum, says so', () => {
    fc.assert(
      fc.property(unitsAndVictim, ([receipts, victim]) => {
        const given = receipts.map((receipt, at) => {
          if (at !== victim) return receipt;
          const { total, succeeded, failed } = receipt.items;
          return { ...receipt, items: { total: total + 2, succeeded: succeeded + 2, failed } };
        });

        const problems = problemsOf(
          receipts,
          given.map((receipt, number) => [number, receipt] as const),
        );

        const last = victim === receipts.length - 1;
        expect(problems[0]).toMatch(
          last ? /items were planned/ : new RegExp(`^unit ${victim + 1} begins at item`),
        );
      }),
    );
  });
});

test('many problems are counted, not listed', () => {
  const receipts = receiptsOf(
    Array.from({ length: 40 }, () => ({ succeeded: 1, failed: 0, bytes: Buffer.from('x') })),
  );

  const problems = problemsOf(
    receipts,
    receipts.map(({ unit: number }) => [number, undefined]),
  );

  expect(problems).toHaveLength(11);
  expect(problems.at(-1)).toBe('and 30 more');
});
