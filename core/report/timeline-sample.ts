import type { Receipt } from '../contracts/receipt.ts';
import type { TimelineUnit } from '../contracts/report-details.ts';
import { TopList } from '../statistics/top-list.ts';

/** Units of a timeline at most; the slowest come on top of the even sample. */
const mostSampled = 1_990;
const slowestKept = 10;

type Sampled = Omit<TimelineUnit, 'environment'> & { environment: string };

/** An even sample of the units, and the slowest ones, in bounded memory: whenever it is full, every other unit goes. */
export class TimelineSample {
  #sampled: Sampled[] = [];
  #stride = 1;
  #seen = 0;
  readonly #slowest = new TopList<Sampled>(slowestKept, (a, b) => lasted(b) - lasted(a) || a.unit - b.unit);

  add(receipt: Receipt): void {
    const unit = sample(receipt);
    this.#slowest.add(unit);
    if (this.#seen % this.#stride === 0) this.#sampled.push(unit);
    this.#seen += 1;
    if (this.#sampled.length <= mostSampled) return;
    this.#sampled = this.#sampled.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
  }

  /** Units seen. */
  get total(): number {
    return this.#seen;
  }

  /** In order of their numbers. @param rows the timeline's row of each environment */
  units(rows: ReadonlyMap<string, number>): TimelineUnit[] {
    const kept = new Map([...this.#sampled, ...this.#slowest.values].map((unit) => [unit.unit, unit]));
    return [...kept.values()].sort((a, b) => a.unit - b.unit).map((unit) => place(unit, rows));
  }

  /** Slowest first: from begin to end by the clock. */
  slowest(rows: ReadonlyMap<string, number>): TimelineUnit[] {
    return this.#slowest.values.map((unit) => place(unit, rows));
  }
}

function sample({ unit, environment, items, timing, backup }: Receipt): Sampled {
  const { startedAt, endedAt, initMs } = timing;
  return {
    unit,
    environment,
    startedAt,
    endedAt,
    initMs,
    items: items.total,
    failed: items.failed,
    backup: backup ?? false,
  };
}

function lasted({ startedAt, endedAt }: Sampled): number {
  return endedAt - startedAt;
}

function place(unit: Sampled, rows: ReadonlyMap<string, number>): TimelineUnit {
  return { ...unit, environment: rows.get(unit.environment) ?? 0 };
}
