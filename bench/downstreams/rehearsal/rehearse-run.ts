import { initialLimitFor, policyParameters } from '../../../core/govern/index.ts';
import { balanceUnits } from '../../../core/splitting/balance-units.ts';
import { createChance } from '../../sim/random.ts';
import type { Downstream } from '../downstreams.ts';
import { type Control, type MeasuredRun, most, unitItems } from '../measure-run.ts';
import task from '../task.ts';
import { Timeline } from './timeline.ts';
import { type DecidedTick, govern } from './virtual-govern.ts';
import { VirtualLedger } from './virtual-ledger.ts';
import { VirtualMapRun } from './virtual-map-run.ts';
import { VirtualServer } from './virtual-server.ts';

/** How a run in virtual time went, in the words of a measured one. */
export type RehearsedRun = Pick<
  MeasuredRun,
  'control' | 'traffic' | 'seconds' | 'failedItems' | 'errorShare' | 'initial'
> & {
  seed: number;
  /** Each tick of Govern; none with a fixed limit. Virtual times, as `traffic.beganAt` is. */
  ticks: readonly DecidedTick[];
};

/** A run to be rehearsed. */
export interface RunToRehearse {
  downstream: Downstream;
  control: Control;
  seed: number;
  items: number;
  /** What the run takes at best. */
  runMs: number;
  /** Most items of a unit. @default those of a measured run */
  unitItems?: number;
}

/**
 * Runs the task over items that all call one downstream, in virtual time: with the real policy, retry waits, units' sizes and
 * tally, and a server that decides as the real one does. The same seed gives the same run.
 */
export function rehearseRun(wanted: RunToRehearse): RehearsedRun {
  const { downstream, control, seed, items, runMs } = wanted;
  const sizes = balanceUnits(items, wanted.unitItems ?? unitItems);
  const initial = control === 'adaptive' ? initialLimitFor(most) : control;
  const timeline = new Timeline();
  const chance = createChance(seed);
  const server = new VirtualServer(downstream, runMs, timeline);
  const ledger = new VirtualLedger(sizes.length);
  const around = { timeline, chance, server, ledger };
  const mapRun = new VirtualMapRun(around, sizes, initial);
  mapRun.start();
  const ticks: DecidedTick[] = [];
  if (control === 'adaptive') {
    const { itemConcurrency } = task.settings;
    const parameters = policyParameters.parse({ initialLimit: initial, max: most, itemConcurrency });
    timeline.begin(govern(around, { mapRun, units: sizes.length, parameters }, (tick) => ticks.push(tick)));
  }
  timeline.runUntil(() => ledger.complete);
  ledger.readNews();
  const { failed } = ledger.tally.sums;
  const traffic = server.read();
  return {
    control,
    seed,
    traffic,
    seconds: (traffic.ms / 1000) * (items / Math.max(1, items - failed)),
    failedItems: failed,
    errorShare: traffic.rejected / Math.max(1, traffic.rejected + traffic.answered),
    initial,
    ticks,
  };
}
