import { combineCrc64 } from '../digest/crc64nvme.ts';
import type { Comparison } from './compare.ts';
import type { ObjectMeasure } from './measure-object.ts';
import type { ReadableManifest } from './parse-manifest.ts';

/** Sums over a data set's objects, decompressed, as far as each is there and can be read. */
export class DatasetSums {
  #counted = true;
  #rows = 0;
  #bytes = 0;
  #crc = 0n;
  #columns: readonly string[] | null = null;

  /** Says that an object is missing. */
  leaveOut(): void {
    this.#counted = false;
  }

  add({ rows, content }: ObjectMeasure): void {
    if (rows === null) this.#counted = false;
    else this.#rows += rows.rows;
    if (content === null) return;
    this.#crc = combineCrc64(this.#crc, content.crc, content.bytes);
    this.#bytes += content.bytes;
  }

  /** Null if any object's rows weren't counted. */
  get rows(): number | null {
    return this.#counted ? this.#rows : null;
  }

  /** Every object of a CSV data set has the same columns. Gives what follows an object's name if they differ. */
  compareColumns({ rows }: ObjectMeasure): string | undefined {
    const columns = rows?.columns ?? null;
    if (columns === null) return undefined;
    this.#columns ??= columns;
    if (JSON.stringify(columns) === JSON.stringify(this.#columns)) return undefined;
    return `has the columns ${columns.join(', ')}, the first object has ${this.#columns.join(', ')}`;
  }

  /** Compares what the receipts promised, where every object could be read. */
  compare({ dataset, proof, folds }: ReadableManifest, comparison: Comparison): void {
    if (!this.#counted) return;
    const isSound = comparison.differences.length === 0;
    comparison.count('the data set has', this.#rows, dataset.rows, 'row');
    // Of an object that differs already this would only say so again.
    if (!isSound || folds || dataset.format !== 'jsonl') return;
    comparison.count("the data set's rows are", this.#bytes, proof.bytes, 'byte');
    comparison.checksum("the data set's rows have", this.#crc, proof.crc64nvme);
  }
}
