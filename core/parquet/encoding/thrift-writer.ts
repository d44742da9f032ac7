import type { ByteBuffer } from './byte-buffer.ts';

const TRUE = 1;
const FALSE = 2;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/**
 * Writes structs in Thrift's compact protocol, as Parquet's page headers and footer are. Fields go in ascending order
 * of their ids; numbers are 0 or more, since Parquet's metadata has no others.
 */
export class ThriftWriter {
  readonly #out: ByteBuffer;
  #lastField = 0;

  constructor(out: ByteBuffer) {
    this.#out = out;
  }

  i32(field: number, value: number): void {
    this.#header(field, I32);
    this.#zigzag(value);
  }

  i64(field: number, value: number): void {
    this.#header(field, I64);
    this.#zigzag(value);
  }

  bool(field: number, value: boolean): void {
    this.#header(field, value ? TRUE : FALSE);
  }

  binary(field: number, value: Uint8Array): void {
    this.#header(field, BINARY);
    this.#binary(value);
  }

  string(field: number, value: string): void {
    this.binary(field, Buffer.from(value));
  }

  struct(field: number, writeFields: () => void): void {
    this.#header(field, STRUCT);
    this.root(writeFields);
  }

  /** A struct that is no field: the outermost one. */
  root(writeFields: () => void): void {
    const outerField = this.#lastField;
    this.#lastField = 0;
    writeFields();
    this.#out.uint8(0);
    this.#lastField = outerField;
  }

  structs<T>(field: number, values: readonly T[], writeFields: (value: T) => void): void {
    this.#list(field, STRUCT, values.length);
    for (const value of values) this.root(() => writeFields(value));
  }

  i32s(field: number, values: readonly number[]): void {
    this.#list(field, I32, values.length);
    for (const value of values) this.#zigzag(value);
  }

  strings(field: number, values: readonly string[]): void {
    this.#list(field, BINARY, values.length);
    for (const value of values) this.#binary(Buffer.from(value));
  }

  #header(field: number, type: number): void {
    const step = field - this.#lastField;
    this.#lastField = field;
    if (step > 0 && step < 16) {
      this.#out.uint8((step << 4) | type);
      return;
    }
    this.#out.uint8(type);
    this.#zigzag(field);
  }

  #list(field: number, type: number, size: number): void {
    this.#header(field, LIST);
    if (size < 15) {
      this.#out.uint8((size << 4) | type);
      return;
    }
    this.#out.uint8(0xf0 | type);
    this.#out.varint(size);
  }

  #binary(value: Uint8Array): void {
    this.#out.varint(value.length);
    this.#out.bytes(value);
  }

  #zigzag(value: number): void {
    this.#out.varint(2 * value);
  }
}
