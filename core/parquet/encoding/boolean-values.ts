import type { Bounds } from './bounds.ts';
import { ByteBuffer } from './byte-buffer.ts';
import type { ColumnValues } from './column-values.ts';
import { packBits } from './hybrid.ts';
import type { Encoding } from './page.ts';

/** Booleans, a bit each in the file. */
export class BooleanValues implements ColumnValues {
  readonly dictionary = undefined;
  readonly endsPage = false;
  readonly #page = new ByteBuffer();
  #min = 1;
  #max = 0;

  get pageBytes(): number {
    return this.#page.length;
  }

  get bounds(): Bounds | undefined {
    if (this.#min > this.#max) return undefined;
    return { min: Buffer.of(this.#min), max: Buffer.of(this.#max), minExact: true, maxExact: true };
  }

  append(value: unknown): boolean {
    if (typeof value !== 'boolean') return false;
    const bit = value ? 1 : 0;
    if (bit < this.#min) this.#min = bit;
    if (bit > this.#max) this.#max = bit;
    this.#page.uint8(bit);
    return true;
  }

  drainPage(out: ByteBuffer): Encoding {
    packBits(out, this.#page.view(), 0, 8 * Math.ceil(this.#page.length / 8), 1);
    this.#page.clear();
    return 'PLAIN';
  }
}
