import { describe, expect, test } from 'vitest';
import { runToEnd } from '../../../bench/sim/run-to-end.ts';
import { type RunSettings, Simulation } from '../../../bench/sim/simulation.ts';

const settings = (given: Partial<RunSettings> = {}): RunSettings => ({
  seed: 1,
  items: 20_000,
  unitItems: 100,
  itemConcurrency: 1,
  retries: 2,
  retrying: 'by-lane',
  childType: 'STANDARD',
  limit: 50,
  lambdaLimit: 100,
  downstream: () => ({ serviceMs: 100 }),
  unitSpread: 0,
  slow: { share: 0, factor: 20 },
  unitTimeoutSeconds: null,
  stepMs: 100,
  momentMs: 1_000,
  policy: null,
  backups: 'none',
  itemSpread: 1,
  ...given,
});

describe('a simulated run', () => {
  test('takes as long as its units in their slots do', () => {
    const { seconds, errorShare, failedShare, lambdaSeconds } = runToEnd(settings());

    // 200 units of 10 s in 50 slots: four rounds, and their starts.
    expect(seconds).toBeGreaterThan(40);
    expect(seconds).toBeLessThan(44);
    expect(errorShare).toBe(0);
    expect(failedShare).toBe(0);
    expect(lambdaSeconds).toBeCloseTo(2_000, -2);
  });

  test('is the same for the same seed, and another for another', () => {
    const noisy = settings({ unitSpread: 0.3 });

    expect(runToEnd(noisy)).toEqual(runToEnd(noisy));
    expect(runToEnd(noisy).seconds).not.toBe(runToEnd({ ...noisy, seed: 2 }).seconds);
  });

  test('reports in heartbeats exactly what its units did', () => {
    const simulation = new Simulation(settings({ unitSpread: 0.3, itemConcurrency: 4 }));
    while (!simulation.done) simulation.step();
    const { told } = simulation.attempts.reporters;

    expect(simulation.attempts.running.size).toBe(0);
    // A unit ends at the end of a step: what it has done by then may be a step's worth more than its items.
    expect(told.items).toBeGreaterThanOrEqual(20_000);
    expect(told.items).toBeLessThan(21_000);
    expect(told.ms).toBeCloseTo(simulation.unitMs, 3);
  });

  test('starts 100 STANDARD children a second, and 1,000 EXPRESS ones', () => {
    const running = (childType: 'STANDARD' | 'EXPRESS') => {
      const simulation = new Simulation(
        settings({ childType, items: 500_000, limit: 2_000, lambdaLimit: 2_000 }),
      );
      for (let step = 0; step < 30; step++) simulation.step();
      return simulation.attempts.running.size;
    };

    expect(running('STANDARD')).toBeGreaterThan(180);
    expect(running('STANDARD')).toBeLessThan(300);
    expect(running('EXPRESS')).toBeGreaterThan(1_000);
  });

  test('never has more units at work than Lambda gives environments', () => {
    expect(runToEnd(settings({ limit: 100, lambdaLimit: 30 })).peak).toBeLessThanOrEqual(30);
  });

  test('stops units that run too long, and runs them again elsewhere', () => {
    const slow = { slow: { share: 0.05, factor: 20 }, limit: 100 };
    const simulation = new Simulation(settings({ ...slow, unitTimeoutSeconds: 30 }));
    while (!simulation.done) simulation.step();

    expect(simulation.timedOut).toBeGreaterThan(0);
    expect(simulation.nowMs).toBeLessThan(80_000);
    expect(runToEnd(settings(slow)).seconds).toBeGreaterThan(200);
  });

  test('commits each unit once, whichever attempt is first', () => {
    const simulation = new Simulation(
      settings({ slow: { share: 0.03, factor: 20 }, backups: 'by-report', unitTimeoutSeconds: 30 }),
    );
    while (!simulation.done) simulation.step();

    expect(simulation.committed).toBe(200);
    expect(simulation.governor.backups).toBeGreaterThan(0);
    expect(simulation.governor.backups).toBeLessThanOrEqual(10);
    expect(simulation.attempts.durations.total).toBe(200);
  });
});

test('10 million items with 10,000 in flight take seconds to simulate', { timeout: 30_000 }, () => {
  const outcome = runToEnd(
    settings({
      items: 10_000_000,
      limit: 10_000,
      lambdaLimit: 10_000,
      childType: 'EXPRESS',
      stepMs: 200,
      unitSpread: 0.15,
    }),
  );

  expect(outcome.peak).toBeGreaterThan(9_000);
  expect(outcome.seconds).toBeLessThan(300);
});
