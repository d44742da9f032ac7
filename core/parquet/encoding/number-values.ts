import { physicalTypeOf } from '../schema/schema-elements.ts';
import type { Bounds } from './bounds.ts';
import { ByteBuffer } from './byte-buffer.ts';
import type { ColumnValues } from './column-values.ts';
import { convertNumber, type NumberKind } from './convert-number.ts';
import type { Encoding } from './page.ts';

/** Numbers, dates and timestamps, as they are. */
export class NumberValues implements ColumnValues {
  readonly dictionary = undefined;
  readonly endsPage = false;
  readonly #page = new ByteBuffer();
  readonly #convert: (value: unknown) => number | bigint | undefined;
  readonly #write: (out: ByteBuffer, value: number | bigint) => void;
  readonly #isDouble: boolean;
  #min: number | bigint | undefined;
  #max: number | bigint | undefined;

  constructor(kind: NumberKind) {
    this.#convert = convertNumber[kind];
    this.#isDouble = kind === 'double';
    this.#write = writerOf(kind);
  }

  get pageBytes(): number {
    return this.#page.length;
  }

  get bounds(): Bounds | undefined {
    if (this.#min === undefined || this.#max === undefined) return undefined;
    // The two zeros of doubles are equal here and not for every reader: bounds hold both.
    const min = this.#isDouble && this.#min === 0 ? -0 : this.#min;
    const max = this.#isDouble && this.#max === 0 ? 0 : this.#max;
    return { min: this.#encode(min), max: this.#encode(max), minExact: true, maxExact: true };
  }

  append(value: unknown): boolean {
    const number = this.#convert(value);
    if (number === undefined) return false;
    if (this.#min === undefined || number < this.#min) this.#min = number;
    if (this.#max === undefined || number > this.#max) this.#max = number;
    this.#write(this.#page, number);
    return true;
  }

  drainPage(out: ByteBuffer): Encoding {
    out.bytes(this.#page.view());
    this.#page.clear();
    return 'PLAIN';
  }

  #encode(value: number | bigint): Buffer {
    const bytes = new ByteBuffer();
    this.#write(bytes, value);
    return bytes.view();
  }
}

function writerOf(kind: NumberKind): (out: ByteBuffer, value: number | bigint) => void {
  switch (physicalTypeOf(kind)) {
    case 'INT32':
      return (out, value) => out.int32(Number(value));
    case 'DOUBLE':
      return (out, value) => out.double(Number(value));
    default:
      return (out, value) => out.int64(value);
  }
}
