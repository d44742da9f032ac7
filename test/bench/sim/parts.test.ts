import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Account } from '../../../bench/sim/account.ts';
import { callDownstream } from '../../../bench/sim/downstream.ts';
import { Heap } from '../../../bench/sim/heap.ts';
import { slotRates } from '../../../bench/sim/item-cycle.ts';
import { Lambda } from '../../../bench/sim/lambda.ts';
import { drawPlot } from '../../../bench/sim/plot.ts';
import { createChance } from '../../../bench/sim/random.ts';
import { listRetryWaits, type Retrying } from '../../../bench/sim/retry-waits.ts';
import { writeFigures } from '../../../bench/sim/write-figures.ts';

test('a heap gives its values in order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((key) => key + 0)), (keys) => {
      const heap = new Heap<number>();
      for (const key of keys) heap.push(key, key);
      const popped = keys.map(() => heap.pop());
      expect(popped).toEqual(keys.toSorted((a, b) => a - b));
      expect(heap.pop()).toBeUndefined();
      expect(heap.next).toBe(Number.POSITIVE_INFINITY);
    }),
  );
});

test('chance is the same for the same seed, and spread as it should be', () => {
  const chance = createChance(7);
  const normals = Array.from({ length: 20_000 }, () => chance.normal());
  const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
  const variance = normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normals.length;

  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  expect(createChance(7).normal()).toBe(normals[0]);
});

describe('a slot', () => {
  test('does one item after the other if nothing fails', () => {
    const rates = slotRates({
      serviceMs: 100,
      rejected: 0,
      rejectMs: 25,
      waits: listRetryWaits(8, 100, 'by-lane'),
      faulty: 0,
    });

    expect(rates).toMatchObject({
      items: 10,
      ok: 10,
      failed: 0,
      attempts: 10,
      errors: 0,
      throttles: 0,
      itemMs: 1_000,
    });
    expect(rates.inService).toBeCloseTo(1);
  });

  test('spends its time on attempts and waits if all is turned away', () => {
    const turnedAway = (retrying: Retrying) =>
      slotRates({
        serviceMs: 100,
        rejected: 1,
        rejectMs: 25,
        waits: listRetryWaits(2, 100, retrying),
        faulty: 0,
      });
    // Attempts of 25 ms, waits of 10 and 20 ms on average: an item fails after 105 ms.
    const rates = turnedAway('by-item');

    expect(rates.ok).toBe(0);
    expect(rates.failed).toBeCloseTo(1000 / 105);
    expect(rates.throttles).toBeCloseTo(3000 / 105);
    // A lane that is turned away all the time waits 2 s on average, twice in an item.
    expect(turnedAway('by-lane').failed).toBeCloseTo(1000 / 4_075, 3);
    expect(rates.inService).toBe(0);
  });
});

describe('a downstream', () => {
  test('works on as many requests as it can, never more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 0, max: 8 }),
        (workers, queue, slots, retries) => {
          const rates = callDownstream({ serviceMs: 100, workers, queue }, slots, {
            retries,
            retrying: 'by-lane',
          });
          expect(slots * rates.inService).toBeLessThanOrEqual((workers + queue) * 1.001);
          expect(slots * rates.ok).toBeLessThanOrEqual((workers / 0.1) * 1.001);
          if (slots <= workers + queue) expect(rates.throttles).toBe(0);
          else expect(slots * rates.inService).toBeGreaterThan((workers + queue) * 0.98);
        },
      ),
    );
  });

  test('lets through what its rate allows', () => {
    const rates = callDownstream({ serviceMs: 100, perSecond: 1_000 }, 400, {
      retries: 8,
      retrying: 'by-lane',
    });

    expect(400 * rates.ok).toBeCloseTo(1_000, -1);
    expect(rates.throttles).toBeGreaterThan(0);
  });

  test('does nothing in an outage', () => {
    expect(
      callDownstream({ serviceMs: 100, workers: 0, queue: 0 }, 10, { retries: 2, retrying: 'by-lane' }).ok,
    ).toBe(0);
  });

  test('has its peak where the Universal Scalability Law says', () => {
    const at = (slots: number) =>
      slots *
      callDownstream({ serviceMs: 50, contention: 0.002, coherency: 6.25e-6 }, slots, {
        retries: 2,
        retrying: 'by-lane',
      }).ok;

    expect(at(400)).toBeGreaterThan(at(350));
    expect(at(400)).toBeGreaterThan(at(450));
    expect(at(990)).toBeLessThan(at(400) * 0.85);
  });
});

test("Lambda starts 1,000 environments at once, then 100 a second, up to the account's limit", () => {
  const lambda = new Lambda(1_500);
  const start = (count: number, nowMs: number) =>
    Array.from({ length: count }, () => lambda.invoke(nowMs)).filter((outcome) => outcome === 'cold').length;

  expect(start(1_200, 0)).toBe(1_000);
  expect(start(200, 1_000)).toBe(100);
  expect(start(2_000, 60_000)).toBe(400);
  lambda.release();
  expect(lambda.invoke(60_000)).toBe('warm');
  expect(lambda.invoke(60_000)).toBe('refused');
});

test('an account has 100 calls of UpdateMapRun at once, then one a second', () => {
  const account = new Account();
  const allowed = (calls: number, nowMs: number) =>
    Array.from({ length: calls }, () => account.call('UpdateMapRun', nowMs)).filter(Boolean).length;

  expect(allowed(150, 0)).toBe(100);
  expect(allowed(50, 10_000)).toBe(10);
  expect(account.throttled.UpdateMapRun).toBe(90);
  expect(account.left('DescribeMapRun', 10_000)).toBe(200);
});

test('a plot is well-formed and shows its notes as text', () => {
  const svg = drawPlot('a < b', [
    {
      yLabel: 'units',
      xLabel: 'minutes',
      height: 100,
      lines: [
        {
          label: 'limit',
          colour: '#000',
          steps: true,
          points: [
            [0, 1],
            [2, 40],
          ],
        },
      ],
      notes: [{ at: [2, 40], colour: '#000', text: '3 % & more' }],
    },
  ]);

  expect(svg).toContain('a &lt; b');
  expect(svg).toContain('<title>3 % &amp; more</title>');
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test('figures go between their markers, and only there', () => {
  const page = 'a\n<!-- figures:x -->\nold\n<!-- /figures -->\nb\n<!-- figures:y -->\n<!-- /figures -->\n';

  expect(writeFigures(page, 'x', 'new')).toBe(page.replace('old', 'new'));
  expect(() => writeFigures(page, 'z', 'new')).toThrow('figures:z');
});
