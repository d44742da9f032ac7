import { expect, test } from 'vitest';
import type { Receipt } from '../../../core/contracts/receipt.ts';
import { PilotTally } from '../../../core/report/pilot-tally.ts';

/** A unit that began some ms after the others and took 100 ms besides its items. */
function unit(number: number, startedAt: number, change: Partial<Receipt['timing']> = {}): Receipt {
  const runMs = 400;
  return {
    unit: number,
    attempt: 1,
    epoch: 1,
    generation: 1,
    firstItem: number * 4,
    items: { total: 4, succeeded: 4, failed: 0 },
    retries: 0,
    output: { key: 'out', bytes: 200, rows: 4, sha256: '00', crc64nvme: 'AAAAAAAAAAA=' },
    failures: null,
    timing: {
      startedAt,
      endedAt: startedAt + runMs + 100,
      initMs: 0,
      runMs,
      downloadMs: 0,
      uploadMs: 0,
      handlerMs: runMs + 100,
      ...change,
    },
    itemTimes: [],
    environment: 'a',
    forks: 0,
  };
}

const measure = (units: readonly Receipt[], slots = 1) => {
  const tally = new PilotTally(slots);
  for (const each of units) tally.add(each);
  return tally.pilot;
};

test('takes the ten units that began first, in whatever order they come', () => {
  const units = Array.from({ length: 30 }, (_, at) =>
    unit(at, 1_000 - 10 * at, { runMs: at < 20 ? 4_000 : 400 }),
  );
  expect(measure(units)).toMatchObject({ units: 10, items: 40, itemMs: 100, unitMs: 500, ownMs: 100 });
  expect(measure(units.slice(0, 3))).toMatchObject({ units: 3, items: 12, itemMs: 1_000 });
});

test("a new environment's first unit doesn't count as a unit's own time", () => {
  const first = { ...unit(0, 0, { initMs: 300, handlerMs: 800 }), forks: 1 };
  expect(measure([first, unit(1, 1), unit(2, 2)])).toMatchObject({ ownMs: 100, startMs: 300 + 300 });
  // What it takes to warm up is the environment's, over however many units that goes.
  const warming = unit(1, 1, { handlerMs: 650 });
  expect(measure([first, warming, unit(2, 2), unit(3, 3)])).toMatchObject({
    ownMs: 100,
    startMs: 300 + 300 + 150,
  });
  const other = { ...first, unit: 4, environment: 'b' };
  expect(measure([first, other, unit(2, 2), unit(3, 3)])).toMatchObject({ ownMs: 100, startMs: 600 });
  expect(measure([unit(0, 0, { handlerMs: 900 }), unit(1, 1)])).toMatchObject({ startMs: 0 });
});

test('items side by side share the time of their unit', () => {
  expect(measure([unit(0, 0, { runMs: 800 })], 2)).toMatchObject({ itemMs: 200, ownMs: 100 });
});

test('says how large rows and receipts are', () => {
  const pilot = measure([unit(0, 0), { ...unit(1, 1), output: null }]);
  expect(pilot?.bytesPerItem).toBe(25);
  expect(pilot?.rowBytes).toBeGreaterThan(750 + 300);
});

test('no unit, no pilot', () => {
  expect(measure([])).toBeUndefined();
});
