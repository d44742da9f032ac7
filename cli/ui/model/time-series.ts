import type { SeriesView } from '../events.ts';

const mostSteps = 240;
const shortestStepMs = 500;

/** A stretch of time in which a unit was at work. */
export interface Stretch {
  startedAt: number;
  endedAt: number;
  /** Items that ended in it. */
  done: number;
}

/**
 * A run over time in at most 240 equal steps: a step is twice as long whenever the run has outgrown them. It is made of
 * what the ledger says of units, so it holds also for the time before anybody watched.
 */
export class TimeSeries {
  readonly #from: number;
  #stepMs = shortestStepMs;
  #busyMs: number[] = [];
  #items: number[] = [];
  #limits: (number | undefined)[] = [];
  #reached: number;

  /** @param from epoch milliseconds at which the run began */
  constructor(from: number) {
    this.#from = from;
    this.#reached = from;
  }

  /** The latest time of which anything was told, epoch milliseconds. */
  get reached(): number {
    return this.#reached;
  }

  /** Adds the time of a unit that has ended. */
  add(stretch: Stretch): void {
    this.#reach(stretch.endedAt);
    spread(stretch, this.#from, this.#stepMs, (step, ms, items) => {
      this.#busyMs[step] = (this.#busyMs[step] ?? 0) + ms;
      this.#items[step] = (this.#items[step] ?? 0) + items;
    });
  }

  /** Notes the limit as of a time. The latest within a step counts. */
  noteLimit(at: number, limit: number): void {
    this.#reach(at);
    this.#limits[this.#stepOf(at)] = limit;
  }

  /**
   * The series up to now. Of a step that has hardly begun nothing is told.
   * @param running units that are at work still
   */
  view(now: number, running: Iterable<Omit<Stretch, 'endedAt'>>): SeriesView {
    this.#reach(now);
    const busyMs = [...this.#busyMs];
    const items = [...this.#items];
    for (const unit of running) {
      spread({ ...unit, endedAt: now }, this.#from, this.#stepMs, (step, ms, share) => {
        busyMs[step] = (busyMs[step] ?? 0) + ms;
        items[step] = (items[step] ?? 0) + share;
      });
    }
    const last = Math.max(0, now - this.#from) / this.#stepMs;
    const steps = last % 1 < 0.3 ? Math.floor(last) : Math.ceil(last);
    const view: SeriesView = {
      from: this.#from,
      stepMs: this.#stepMs,
      running: [],
      perSecond: [],
      limit: [],
    };
    let limit: number | null = null;
    for (let step = 0; step < steps; step++) {
      const ms = Math.min(1, last - step) * this.#stepMs;
      limit = this.#limits[step] ?? limit;
      view.running.push(round((busyMs[step] ?? 0) / ms));
      view.perSecond.push(round((1_000 * (items[step] ?? 0)) / ms));
      view.limit.push(limit);
    }
    return view;
  }

  #stepOf(at: number): number {
    return Math.max(0, Math.floor((at - this.#from) / this.#stepMs));
  }

  #reach(at: number): void {
    this.#reached = Math.max(this.#reached, at);
    while (this.#stepOf(at) >= mostSteps) {
      this.#stepMs *= 2;
      this.#busyMs = inPairs(this.#busyMs, (a = 0, b = 0) => a + b);
      this.#items = inPairs(this.#items, (a = 0, b = 0) => a + b);
      this.#limits = inPairs(this.#limits, (a, b) => b ?? a);
    }
  }
}

function spread(
  { startedAt, endedAt, done }: Stretch,
  from: number,
  stepMs: number,
  take: (step: number, ms: number, items: number) => void,
): void {
  const start = Math.max(from, startedAt);
  const end = Math.max(start, endedAt);
  // What took no time that the clock shows ended in one moment.
  if (end === start) take(Math.floor((start - from) / stepMs), 0, done);
  for (let at = start; at < end; ) {
    const step = Math.floor((at - from) / stepMs);
    const until = Math.min(end, from + (step + 1) * stepMs);
    take(step, until - at, (done * (until - at)) / (end - start));
    at = until;
  }
}

function inPairs<Value>(
  values: readonly Value[],
  join: (a: Value | undefined, b: Value | undefined) => Value,
): Value[] {
  return Array.from({ length: Math.ceil(values.length / 2) }, (_, pair) =>
    join(values[2 * pair], values[2 * pair + 1]),
  );
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
