import type { Downstream } from '../downstreams.ts';
import { type TakenRequest, takeRequest } from '../take-request.ts';
import { type Traffic, TrafficMeter } from '../traffic.ts';
import type { Timeline } from './timeline.ts';

/** The test server in virtual time: it decides as the real one does. */
export class VirtualServer {
  readonly #downstream: Downstream;
  readonly #runMs: number;
  readonly #timeline: Timeline;
  readonly #meter: TrafficMeter;

  /** @param runMs what the run takes at best: by it a capacity that changes is timed */
  constructor(downstream: Downstream, runMs: number, timeline: Timeline) {
    this.#downstream = downstream;
    this.#runMs = runMs;
    this.#timeline = timeline;
    this.#meter = new TrafficMeter(() => timeline.nowMs);
  }

  /** A request comes in: it is to {@link leave} after the time that its answer takes. */
  enter(): TakenRequest {
    return takeRequest(this.#downstream, this.#meter, { nowMs: this.#timeline.nowMs, runMs: this.#runMs });
  }

  /** A request is answered. */
  leave(admitted: boolean): void {
    this.#meter.leave(this.#timeline.nowMs, admitted);
  }

  /** What it saw so far. */
  read(): Traffic {
    return this.#meter.read();
  }
}
