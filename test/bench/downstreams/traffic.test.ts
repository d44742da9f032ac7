import { expect, test } from 'vitest';
import { TrafficMeter } from '../../../bench/downstreams/traffic.ts';

test('adds requests up over quarters of a second from the first one on', () => {
  const meter = new TrafficMeter();
  expect(meter.elapsedMs(900)).toBe(0);
  meter.enter(1_000, true);
  meter.enter(1_000, true);
  meter.enter(1_010, false);
  meter.leave(1_015, false);
  meter.leave(1_125, true);
  meter.leave(1_500, true);
  meter.enter(1_800, true);

  expect(meter.atWork).toBe(1);
  expect(meter.elapsedMs(1_800)).toBe(800);
  expect(meter.read()).toMatchObject({
    ms: 500,
    answered: 2,
    rejected: 1,
    peak: 2,
    moments: [
      { atMs: 250, atWork: 1.5, answered: 1, rejected: 1 },
      { atMs: 500, atWork: 1, answered: 0, rejected: 0 },
      { atMs: 750, atWork: 0, answered: 1, rejected: 0 },
    ],
  });
});

test('has seen nothing before the first request', () => {
  expect(new TrafficMeter().read()).toMatchObject({ ms: 0, answered: 0, rejected: 0, moments: [] });
});
