import { expect, test } from 'vitest';
import { type Downstream, downstreams } from '../../../../bench/downstreams/downstreams.ts';
import type { Control } from '../../../../bench/downstreams/measure-run.ts';
import { rehearseRun } from '../../../../bench/downstreams/rehearsal/rehearse-run.ts';

function downstreamOf(name: string): Downstream {
  const found = downstreams.find((downstream) => downstream.name === name);
  if (found === undefined) throw new Error(`there is no downstream ${name}`);
  return found;
}

/** A third of a measured run. */
function rehearse(name: string, control: Control, seed = 1) {
  return rehearseRun({ downstream: downstreamOf(name), control, seed, items: 4_000, runMs: 20_000 });
}

test('the same seed gives the same run, another seed another', () => {
  const run = rehearse('hard-limit', 'adaptive', 4);

  expect(rehearse('hard-limit', 'adaptive', 4)).toEqual(run);
  expect(rehearse('hard-limit', 'adaptive', 5).traffic.ms).not.toBe(run.traffic.ms);
});

test('a fixed limit stays, and every item is answered or fails', () => {
  const { ticks, initial, traffic, failedItems } = rehearse('hard-limit', 24);

  expect({ ticks, initial, peak: traffic.peak }).toEqual({ ticks: [], initial: 24, peak: 12 });
  expect(failedItems).toBeGreaterThan(0);
  expect(traffic.answered + failedItems).toBe(4_000);
});

test('nothing is rejected up to the capacity, and the more beyond it, the higher the limit', () => {
  const shares = [8, 12, 16, 24, 32].map((limit) => rehearse('hard-limit', limit).errorShare);

  expect(shares.slice(0, 2)).toEqual([0, 0]);
  const beyond = shares.slice(1);
  expect(beyond).toEqual([...new Set(beyond)].toSorted((a, b) => a - b));
});

test('below the capacity time goes by the limit; where load slows, too high a limit costs time as well', () => {
  const seconds = (limit: number) => rehearse('latency', limit).seconds;

  expect(seconds(6) / seconds(12)).toBeGreaterThan(1.85);
  expect(seconds(32) / seconds(16)).toBeGreaterThan(1.35);
});

test('while capacity is halved, a limit that was right is too high', () => {
  const { traffic, errorShare } = rehearse('halves', 16);
  const rejectedFrom = traffic.moments.find(({ rejected }) => rejected > 0)?.atMs ?? 0;

  expect(errorShare).toBeGreaterThan(0);
  expect(rejectedFrom).toBeGreaterThanOrEqual(20_000 / 3);
});

test('starts where Plan would, and each change of the limit is in force by the next tick', () => {
  const { ticks, initial } = rehearse('hard-limit', 'adaptive');
  const limits = ticks.map(({ limit }) => limit);

  expect(initial).toBe(10);
  expect(new Set(limits).size).toBeGreaterThan(1);
  expect(ticks.slice(1).map(({ sample }) => sample.limit)).toEqual(limits.slice(0, -1));
});

// What the local cloud took on two cores (docs/govern.md), where nothing was rejected: retry waits don't bear on it.
test.each([
  ['hard-limit', 12, 12_000, 60_000, 65.8, 0.01],
  ['latency', 8, 9_000, 45_000, 74.2, 0.05],
  ['latency', 12, 9_000, 45_000, 50.8, 0.05],
  ['latency', 16, 9_000, 45_000, 49.4, 0.05],
  ['latency', 24, 9_000, 45_000, 57.2, 0.05],
  ['latency', 32, 9_000, 45_000, 74.9, 0.05],
] as const)(
  '%s with a limit of %i and %i items takes about what it took for real',
  (name, control, items, runMs, real, off) => {
    const { seconds } = rehearseRun({
      downstream: downstreamOf(name),
      control,
      seed: 1,
      items,
      runMs,
      unitItems: 20,
    });

    expect(Math.abs(seconds / real - 1)).toBeLessThan(off);
  },
);
