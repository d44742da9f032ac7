import { unitTimeoutSeconds } from '../../core/govern/index.ts';
import { sizeUnits } from '../../core/planning/size-units.ts';
import { runToEnd } from './run-to-end.ts';
import type { RunSettings } from './simulation.ts';

/** A run whose units are slowed now and then. */
export interface StragglerCase {
  items: number;
  slots: number;
  unitItems: number | 'auto';
}

/** Times as multiples of the same run's without stragglers. */
export interface MeasuredStragglers extends StragglerCase {
  unitSeconds: number;
  sound: number;
  nothing: number;
  timeouts: number;
  /** Backups told by how long units have run. */
  byTime: number;
  /** Backups told by what units report as well. */
  backups: number;
  backupsStarted: number;
  units: number;
  /** Lambda time with backups, as a multiple of the sound run's. */
  lambda: number;
}

const itemMs = 100;
const share = 0.01;

/** Runs of different shapes: `auto` is what the planner chooses, 4 units per slot. */
export const stragglerCases: readonly StragglerCase[] = [
  { items: 1_000_000, slots: 990, unitItems: 'auto' },
  { items: 1_000_000, slots: 990, unitItems: 100 },
  { items: 1_000_000, slots: 200, unitItems: 'auto' },
  { items: 1_000_000, slots: 200, unitItems: 250 },
  { items: 200_000, slots: 200, unitItems: 50 },
];

/** 1 % of units run 20 times slower in their first environment: without help, with unit timeouts, with backups too. */
export function measureStragglers(wanted: StragglerCase, seed: number): MeasuredStragglers {
  const unitItems = sizeUnits(wanted.items, wanted.slots, wanted.unitItems);
  const timeout = unitTimeoutSeconds(unitItems * itemMs);
  const run = (slow: number, backups: RunSettings['backups'], unitTimeout: number | null) =>
    runToEnd(settingsOf(wanted, { unitItems, slow, backups, unitTimeout, seed }));
  const sound = run(0, 'none', null);
  const helped = run(share, 'by-report', timeout);
  return {
    ...wanted,
    unitSeconds: (unitItems * itemMs) / 1000,
    sound: sound.seconds,
    nothing: run(share, 'none', null).seconds / sound.seconds,
    timeouts: run(share, 'none', timeout).seconds / sound.seconds,
    byTime: run(share, 'by-time', timeout).seconds / sound.seconds,
    backups: helped.seconds / sound.seconds,
    backupsStarted: helped.backups,
    units: Math.ceil(wanted.items / unitItems),
    lambda: helped.lambdaSeconds / sound.lambdaSeconds,
  };
}

function settingsOf(
  { items, slots }: StragglerCase,
  how: {
    unitItems: number;
    slow: number;
    backups: RunSettings['backups'];
    unitTimeout: number | null;
    seed: number;
  },
): RunSettings {
  return {
    seed: how.seed,
    items,
    unitItems: how.unitItems,
    itemConcurrency: 1,
    retries: 2,
    retrying: 'by-lane',
    childType: 'STANDARD',
    limit: slots,
    lambdaLimit: 990,
    downstream: () => ({ serviceMs: itemMs }),
    unitSpread: 0.15,
    slow: { share: how.slow, factor: 20 },
    unitTimeoutSeconds: how.unitTimeout,
    stepMs: 100,
    momentMs: 5_000,
    policy: null,
    backups: how.backups,
    itemSpread: 1,
  };
}
