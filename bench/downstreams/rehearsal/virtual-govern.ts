import {
  decideLimit,
  type GovernSample,
  type PolicyParameters,
  type Reason,
  startPolicy,
  takeSample,
  tickDelayMs,
} from '../../../core/govern/index.ts';
import { draw, spans } from './assumptions.ts';
import type { Steps } from './timeline.ts';
import type { VirtualMapRun } from './virtual-map-run.ts';
import type { Surroundings } from './virtual-unit.ts';

/** What a tick saw and decided. */
export interface DecidedTick {
  /** Virtual time. */
  atMs: number;
  sample: GovernSample;
  /** From now on. */
  limit: number;
  reason: Reason;
}

/** Govern's loop: samples what units told, lets the policy decide, moves the limit. @param note takes each decision */
export function* govern(
  { timeline, chance, ledger }: Surroundings,
  { mapRun, units, parameters }: { mapRun: VirtualMapRun; units: number; parameters: PolicyParameters },
  note: (tick: DecidedTick) => void,
): Steps {
  yield draw(chance, spans.coldStart);
  let state = startPolicy(parameters, timeline.nowMs);
  let limit = parameters.initialLimit;
  for (let tick = 0; !ledger.complete; tick++) {
    const { tally } = ledger;
    const sample = takeSample(tally, ledger.readNews(), { nowMs: timeline.nowMs, limit, units });
    const decision = decideLimit(parameters, state, sample);
    state = decision.state;
    note({ atMs: timeline.nowMs, sample, limit: decision.limit, reason: decision.reason });
    if (decision.limit !== limit) {
      yield draw(chance, spans.updateMapRun);
      limit = decision.limit;
      mapRun.update(limit);
    }
    yield tickDelayMs(tick, decision.nextTickMs);
  }
}
