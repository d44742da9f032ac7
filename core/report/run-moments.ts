import type { Receipt } from '../contracts/receipt.ts';
import type { RunMoment } from '../contracts/report-details.ts';

const mostMoments = 300;
/** Shorter steps show noise. */
const leastStepMs = 100;

/**
 * The last execution over time, in equal steps: what of its committed units falls into each. The last step is cut short by
 * the end; its figures are those of its part.
 */
export class RunMoments {
  readonly #startedAt: number;
  readonly #endedAt: number;
  readonly #stepMs: number;
  readonly #unitMs: Float64Array;
  readonly #items: Float64Array;
  readonly #limits: (number | undefined)[] = [];
  #limit: number | undefined;

  /** @param span begin and end of the execution, epoch milliseconds */
  constructor({ startedAt, endedAt }: { startedAt: number; endedAt: number }) {
    this.#startedAt = startedAt;
    this.#endedAt = endedAt;
    const spanMs = Math.max(0, endedAt - startedAt);
    this.#stepMs = Math.max(leastStepMs, Math.ceil(spanMs / mostMoments));
    const steps = Math.ceil(spanMs / this.#stepMs);
    this.#unitMs = new Float64Array(steps);
    this.#items = new Float64Array(steps);
  }

  /** Milliseconds of a step. */
  get stepMs(): number {
    return this.#stepMs;
  }

  add({ timing: { startedAt, endedAt }, items }: Receipt): void {
    const perMs = items.total / Math.max(1, endedAt - startedAt);
    // What took no time at all still did its items.
    const end = Math.max(endedAt, startedAt + 1);
    for (let step = Math.max(0, this.#stepOf(startedAt)); step < this.#unitMs.length; step++) {
      const { from, to } = this.#bounds(step);
      if (from >= end) break;
      const overlapMs = Math.min(to, end) - Math.max(from, startedAt);
      if (overlapMs <= 0) continue;
      this.#unitMs[step] = (this.#unitMs[step] ?? 0) + overlapMs;
      this.#items[step] = (this.#items[step] ?? 0) + overlapMs * perMs;
    }
  }

  /** Takes a change of MaxConcurrency; changes come in order. Those of earlier executions don't count. */
  setLimit(at: number, from: number, to: number): void {
    if (at < this.#startedAt) return;
    this.#limit ??= from;
    this.#limits[Math.min(this.#stepOf(at), this.#unitMs.length - 1)] = to;
  }

  /** @param limit in force where nothing ever changed it */
  moments(limit: number): RunMoment[] {
    let current = this.#limit ?? limit;
    return Array.from(this.#unitMs, (unitMs, step) => {
      const { from, to } = this.#bounds(step);
      current = this.#limits[step] ?? current;
      return {
        at: from,
        running: unitMs / (to - from),
        limit: current,
        itemsPerSecond: ((this.#items[step] ?? 0) * 1000) / (to - from),
      };
    });
  }

  #stepOf(at: number): number {
    return Math.floor((at - this.#startedAt) / this.#stepMs);
  }

  #bounds(step: number): { from: number; to: number } {
    const from = this.#startedAt + step * this.#stepMs;
    return { from, to: Math.min(from + this.#stepMs, this.#endedAt) };
  }
}
