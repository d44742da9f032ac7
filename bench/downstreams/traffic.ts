import * as z from 'zod';

const count = z.int().min(0);

/** A quarter of a second of a test server. */
export const trafficMoment = z.strictObject({
  /** End of it, ms since the first request. */
  atMs: z.number(),
  /** Requests at work, on average. */
  atWork: z.number(),
  answered: count,
  rejected: count,
});
export type TrafficMoment = z.infer<typeof trafficMoment>;

/** What a test server saw of one run. */
export const traffic = z.strictObject({
  /** Epoch milliseconds of the first request. */
  beganAt: z.number(),
  /** From the first request to the last answer. */
  ms: z.number(),
  answered: count,
  rejected: count,
  /** Most requests that were at work at once. */
  peak: count,
  moments: z.array(trafficMoment),
});
export type Traffic = z.infer<typeof traffic>;

/** Milliseconds of a moment. */
const momentMs = 250;

/** Counts what a test server does. Times are milliseconds since any fixed moment. */
export class TrafficMeter {
  readonly #epochMs: () => number;
  readonly #moments: TrafficMoment[] = [];
  #beganMs: number | undefined;
  #beganAt = 0;
  #lastMs = 0;
  #changedMs = 0;
  #momentEndsMs = 0;
  #atWork = 0;
  #workMs = 0;
  #now = { answered: 0, rejected: 0 };
  #total = { answered: 0, rejected: 0 };
  #peak = 0;

  /** @param epochMs tells when the first request came @default Date.now */
  constructor(epochMs: () => number = Date.now) {
    this.#epochMs = epochMs;
  }

  /** Requests at work. */
  get atWork(): number {
    return this.#atWork;
  }

  /** Since the first request; 0 before it. */
  elapsedMs(nowMs: number): number {
    return this.#beganMs === undefined ? 0 : nowMs - this.#beganMs;
  }

  /** A request comes in; it is admitted or turned away. */
  enter(nowMs: number, admitted: boolean): void {
    if (this.#beganMs === undefined) {
      this.#beganMs = nowMs;
      this.#beganAt = this.#epochMs();
      this.#changedMs = nowMs;
      this.#momentEndsMs = nowMs + momentMs;
    }
    this.#pass(nowMs);
    if (admitted) this.#atWork += 1;
    this.#peak = Math.max(this.#peak, this.#atWork);
  }

  /** A request is answered. */
  leave(nowMs: number, admitted: boolean): void {
    this.#pass(nowMs);
    if (admitted) this.#atWork -= 1;
    const kind = admitted ? 'answered' : 'rejected';
    this.#now[kind] += 1;
    this.#total[kind] += 1;
    this.#lastMs = nowMs;
  }

  /** What was seen so far. */
  read(): Traffic {
    const beganMs = this.#beganMs ?? this.#lastMs;
    return {
      beganAt: this.#beganAt,
      ms: this.#lastMs - beganMs,
      ...this.#total,
      peak: this.#peak,
      moments: [...this.#moments],
    };
  }

  #pass(nowMs: number): void {
    while (nowMs >= this.#momentEndsMs) {
      this.#workMs += this.#atWork * (this.#momentEndsMs - this.#changedMs);
      this.#moments.push({
        atMs: this.elapsedMs(this.#momentEndsMs),
        atWork: this.#workMs / momentMs,
        ...this.#now,
      });
      this.#changedMs = this.#momentEndsMs;
      this.#momentEndsMs += momentMs;
      this.#workMs = 0;
      this.#now = { answered: 0, rejected: 0 };
    }
    this.#workMs += this.#atWork * (nowMs - this.#changedMs);
    this.#changedMs = nowMs;
  }
}
