import { capacityAt, type Downstream, rejectMs, serviceTime } from './downstreams.ts';
import type { TrafficMeter } from './traffic.ts';

/** What becomes of a request: it is let in or turned away, and answered after so long, ms. */
export interface TakenRequest {
  admitted: boolean;
  answerMs: number;
}

/**
 * A request comes to a downstream: decides on it, and notes it on the meter.
 * @param nowMs on the meter's clock
 * @param runMs what the run takes at best: by it a capacity that changes is timed
 */
export function takeRequest(
  downstream: Downstream,
  meter: TrafficMeter,
  { nowMs, runMs }: { nowMs: number; runMs: number },
): TakenRequest {
  const capacity = capacityAt(downstream, meter.elapsedMs(nowMs), runMs);
  const admitted = downstream.overload === 'slows' || meter.atWork < capacity;
  meter.enter(nowMs, admitted);
  return { admitted, answerMs: admitted ? serviceTime(meter.atWork, capacity) : rejectMs };
}
