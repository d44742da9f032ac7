import type { RunMoment, TimelineUnit } from '../../../../core/contracts/report-details.ts';
import { seededRandom, skewedTime } from './seeded-random.ts';

/** A run to make up. */
export interface SimulatedRun {
  units: number;
  itemsPerUnit: number;
  environments: number;
  /** Median time of a unit, ms, and how far it spreads. */
  unitMs: number;
  spread: number;
  /** Share of units that take ten times as long. */
  stragglers?: number;
  /** Share of items that fail, where any of a unit do. */
  failing?: number;
  /** Share of units that fail items. */
  failingUnits?: number;
  backups?: number;
  /** Environments take units in turn, not the first that is free: quicker to make up. */
  inTurn?: true;
}

/** Start of all made-up runs, epoch ms. */
export const startedAt = Date.parse('2026-11-20T09:30:00.000Z');

/** Units one after the other on environments that come up within two seconds. */
export function simulateUnits(run: SimulatedRun): TimelineUnit[] {
  const random = seededRandom(run.units);
  const free = Array.from({ length: run.environments }, (_, at) => 300 + (1_700 * at) / run.environments);
  const warm = new Set<number>();
  return Array.from({ length: run.units }, (_, unit) => {
    const environment = run.inTurn
      ? unit % run.environments
      : free.reduce((best, time, at) => (time < (free[best] ?? 0) ? at : best), 0);
    const initMs = warm.has(environment) ? 0 : skewedTime(random, 180, 0.2);
    warm.add(environment);
    const straggles = random() < (run.stragglers ?? 0);
    const from = (free[environment] ?? 0) + initMs;
    const backup = straggles && random() < (run.backups ?? 0);
    const length = skewedTime(random, run.unitMs, run.spread) * (straggles ? (backup ? 5 : 10) : 1);
    free[environment] = from + length + 8;
    const failed =
      random() < (run.failingUnits ?? 0) ? Math.ceil(run.itemsPerUnit * (run.failing ?? 0) * random()) : 0;
    return {
      unit,
      environment,
      startedAt: startedAt + from,
      endedAt: startedAt + from + length,
      initMs,
      items: run.itemsPerUnit,
      failed,
      backup,
    };
  });
}

/** The run over time in 150 steps. */
export function momentsOf(units: readonly TimelineUnit[], limitAt: (share: number) => number): RunMoment[] {
  const end = Math.max(...units.map(({ endedAt }) => endedAt));
  const step = (end - startedAt) / 150;
  return Array.from({ length: 150 }, (_, at) => {
    const [from, to] = [startedAt + at * step, startedAt + (at + 1) * step];
    let [busy, items] = [0, 0];
    for (const unit of units) {
      const shared = Math.min(unit.endedAt, to) - Math.max(unit.startedAt, from);
      if (shared <= 0) continue;
      busy += shared;
      items += (unit.items * shared) / (unit.endedAt - unit.startedAt);
    }
    return {
      at: to,
      running: busy / step,
      limit: limitAt((at + 1) / 150),
      itemsPerSecond: items / (step / 1_000),
    };
  });
}
