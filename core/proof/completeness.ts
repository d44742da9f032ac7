import { createHash } from 'node:crypto';
import type { CompletenessProof } from '../contracts/manifest.ts';
import type { Receipt } from '../contracts/receipt.ts';
import type { OutcomeCounts } from '../contracts/run-result.ts';
import { combineCrc64, encodeCrc64 } from '../digest/crc64nvme.ts';

/** What was planned. */
export interface PlannedRun {
  items: number;
  units: number;
}

/** What of a receipt counts. */
export type CommittedReceipt = Pick<Receipt, 'unit' | 'firstItem' | 'items' | 'output' | 'failures'>;

/** Problems named one by one; beyond that they are counted. */
const mostNamed = 10;

/**
 * Adds up the receipts of a run, unit by unit in order, and says whether they account for everything that was planned:
 * no item lost, none counted twice.
 */
export class Completeness {
  readonly #planned: PlannedRun;
  readonly #digests = createHash('sha256');
  readonly #problems: string[] = [];
  #problemCount = 0;
  #nextUnit = 0;
  #nextItem = 0;
  #counts = { units: 0, succeeded: 0, failed: 0, rows: 0, bytes: 0 };
  #crc = 0n;

  constructor(planned: PlannedRun) {
    this.#planned = planned;
  }

  /** Takes the receipt of the next unit, undefined if it never committed. */
  add(unit: number, receipt: CommittedReceipt | undefined): void {
    if (unit < this.#nextUnit) this.#object(`unit ${unit} is doubled`);
    if (unit > this.#nextUnit) this.#object(`unit ${this.#nextUnit} is missing`);
    this.#nextUnit = Math.max(this.#nextUnit, unit + 1);
    if (receipt === undefined) {
      this.#object(`unit ${unit} was not run`);
      return;
    }
    const { items, output, failures, firstItem } = receipt;
    if (receipt.unit !== unit) this.#object(`unit ${unit} has the receipt of unit ${receipt.unit}`);
    if (items.total !== items.succeeded + items.failed)
      this.#object(
        `unit ${unit} has ${items.total} items, but ${items.succeeded} succeeded and ${items.failed} failed`,
      );
    if (items.failed !== (failures?.count ?? 0))
      this.#object(`unit ${unit} has ${items.failed} failed items, but records of ${failures?.count ?? 0}`);
    // Before the first gap, units must follow on each other item by item.
    if (this.#counts.units === unit && firstItem !== this.#nextItem)
      this.#object(`unit ${unit} begins at item ${firstItem}, not at ${this.#nextItem}`);
    this.#nextItem = firstItem + items.total;
    this.#counts.units += 1;
    this.#counts.succeeded += items.succeeded;
    this.#counts.failed += items.failed;
    this.#counts.rows += output?.rows ?? 0;
    this.#counts.bytes += output?.bytes ?? 0;
    if (output === null) return;
    this.#digests.update(output.sha256);
    this.#crc = combineCrc64(this.#crc, decodeCrc64(output.crc64nvme), output.bytes);
  }

  /** Counts of items at the end: what no receipt accounts for was not run. */
  get items(): OutcomeCounts {
    const { succeeded, failed } = this.#counts;
    return {
      total: this.#planned.items,
      succeeded,
      failed,
      notRun: Math.max(0, this.#planned.items - succeeded - failed),
    };
  }

  /** Counts of units at the end; a unit fails by not committing, which is for the caller to tell apart. */
  get units(): OutcomeCounts {
    const { units } = this.#counts;
    return {
      total: this.#planned.units,
      succeeded: units,
      failed: 0,
      notRun: Math.max(0, this.#planned.units - units),
    };
  }

  /** The proof, or every reason why there is none. */
  conclude(): { ok: true; proof: CompletenessProof } | { ok: false; problems: string[] } {
    const { units, succeeded, failed, rows, bytes } = this.#counts;
    const planned = this.#planned;
    if (this.#nextUnit < planned.units && this.#problemCount === 0)
      this.#object(`unit ${this.#nextUnit} is missing`);
    if (this.#nextUnit > planned.units)
      this.#object(`unit ${planned.units} is one too many: ${planned.units} units were planned`);
    if (succeeded + failed !== planned.items && this.#problemCount === 0)
      this.#object(`${planned.items} items were planned, ${succeeded + failed} are accounted for`);
    if (this.#problemCount > 0) {
      const more = this.#problemCount - this.#problems.length;
      return { ok: false, problems: more > 0 ? [...this.#problems, `and ${more} more`] : this.#problems };
    }
    return {
      ok: true,
      proof: {
        items: { planned: planned.items, succeeded, failed },
        units: { planned: planned.units, committed: units },
        rows,
        bytes,
        crc64nvme: encodeCrc64(this.#crc),
        rowsSha256: this.#digests.digest('hex'),
      },
    };
  }

  #object(problem: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < mostNamed) this.#problems.push(problem);
  }
}

/** A CRC64NVME as S3 shows it, as a number. */
function decodeCrc64(text: string): bigint {
  return Buffer.from(text, 'base64').readBigUInt64BE();
}
