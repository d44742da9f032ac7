import type { Receipt } from '../contracts/receipt.ts';
import type { Pilot } from '../contracts/report-details.ts';
import { TopList } from '../statistics/top-list.ts';
import { handlerMsOf } from '../unit/sum-receipts.ts';
import { rowBytesOf } from './row-bytes.ts';

/** Units of a pilot. As many as the least limit that a slow start begins with: they run before concurrency climbs. */
const pilotUnits = 10;

/**
 * Measures the pilot of an execution: the 10 units of it that began first, or all if there are fewer. Those run before Govern lets more
 * units run at once, so what items call and what they share is as little under load as it gets, and a prediction from them has
 * nothing in it of what it is to foretell.
 */
export class PilotTally {
  readonly #slots: number;
  readonly #first = new TopList<Receipt>(
    pilotUnits,
    (a, b) => a.timing.startedAt - b.timing.startedAt || a.unit - b.unit,
  );

  /** @param slots items that a unit may run side by side */
  constructor(slots: number) {
    this.#slots = slots;
  }

  /** Takes a unit that began in the execution. */
  add(receipt: Receipt): void {
    this.#first.add(receipt);
  }

  /** Undefined if no unit ran. */
  get pilot(): Pilot | undefined {
    const units = this.#first.values;
    const items = sumOf(units, (unit) => unit.items.total);
    if (items === 0) return undefined;
    const ownMs = ({ timing }: Receipt): number =>
      Math.max(0, handlerMsOf(timing) - timing.runMs / this.#slots);
    const usualMs = meanOfLess(units.map(ownMs));
    // An environment that was warm already has nothing to warm up.
    const fresh = [...Map.groupBy(units, ({ environment }) => environment).values()].filter((own) =>
      own.some(({ timing, forks }) => timing.initMs > 0 || forks > 0),
    );
    const startMs = fresh.map((own) =>
      Math.max(
        0,
        sumOf(own, (unit) => unit.timing.initMs + ownMs(unit) - usualMs),
      ),
    );
    return {
      units: units.length,
      items,
      itemMs: sumOf(units, ({ timing }) => timing.runMs) / items,
      unitMs: sumOf(units, ({ timing }) => handlerMsOf(timing)) / units.length,
      ownMs: usualMs,
      startMs: startMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, fresh.length),
      bytesPerItem: sumOf(units, ({ output }) => output?.bytes ?? 0) / items,
      rowBytes: sumOf(units, rowBytesOf) / units.length,
    };
  }
}

function sumOf(units: readonly Receipt[], of: (unit: Receipt) => number): number {
  return units.reduce((sum, unit) => sum + of(unit), 0);
}

/** Mean of the lesser half: what is left once processes are warm. */
function meanOfLess(values: readonly number[]): number {
  const lesser = values.toSorted((a, b) => a - b).slice(0, Math.ceil(values.length / 2));
  return lesser.reduce((sum, value) => sum + value, 0) / Math.max(1, lesser.length);
}
