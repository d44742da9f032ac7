/** Types of Thrift's compact protocol. */
const boolTrue = 1;
const boolFalse = 2;
const byte = 3;
const int16 = 4;
const int64 = 6;
const double = 7;
const binary = 8;
const list = 9;
const set = 10;
const map = 11;
const struct = 12;

/** Deeper than this nothing is that Parquet knows; what is deeper is no footer. */
const mostNested = 16;

/**
 * Reads the numbers that a struct in Thrift's compact protocol begins with, and passes over everything else:
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * The i64 field of a number in the struct that the bytes begin with. What follows it isn't read.
   * @returns undefined if the struct ends without it
   * @throws RangeError if the bytes end before it, or are no struct
   */
  findInt64(wanted: number): bigint | undefined {
    let field = 0;
    for (;;) {
      const header = this.#byte();
      if (header === 0) return undefined;
      const delta = header >> 4;
      const type = header & 0x0f;
      field = delta === 0 ? Number(this.#zigzag()) : field + delta;
      if (field === wanted && type === int64) return this.#zigzag();
      this.#skip(type, 0);
    }
  }

  #skip(type: number, depth: number): void {
    if (depth > mostNested) throw new RangeError('it is nested too deep');
    switch (type) {
      case boolTrue:
      case boolFalse:
        return;
      case byte:
        this.#advance(1);
        return;
      case double:
        this.#advance(8);
        return;
      case binary:
        this.#advance(Number(this.#varint()));
        return;
      case list:
      case set:
        this.#skipList(depth);
        return;
      case map:
        this.#skipMap(depth);
        return;
      case struct:
        this.#skipStruct(depth);
        return;
      default:
        if (type < int16 || type > int64) throw new RangeError(`there is a field of type ${type}`);
        this.#varint();
    }
  }

  #skipStruct(depth: number): void {
    for (let header = this.#byte(); header !== 0; header = this.#byte()) {
      if (header >> 4 === 0) this.#varint();
      this.#skip(header & 0x0f, depth + 1);
    }
  }

  #skipList(depth: number): void {
    const header = this.#byte();
    const size = header >> 4 === 15 ? Number(this.#varint()) : header >> 4;
    for (let i = 0; i < size; i += 1) this.#skipElement(header & 0x0f, depth);
  }

  #skipMap(depth: number): void {
    const size = Number(this.#varint());
    if (size === 0) return;
    const types = this.#byte();
    for (let i = 0; i < size; i += 1) {
      this.#skipElement(types >> 4, depth);
      this.#skipElement(types & 0x0f, depth);
    }
  }

  /** A boolean is a byte of its own here; in a struct it is in the field's header. */
  #skipElement(type: number, depth: number): void {
    if (type === boolTrue || type === boolFalse) this.#advance(1);
    else this.#skip(type, depth + 1);
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const next = this.#byte();
      value |= BigInt(next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
    throw new RangeError('there is a number of more than 64 bits');
  }

  #byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new RangeError('it ends too early');
    this.#at += 1;
    return value;
  }

  #advance(bytes: number): void {
    if (bytes > this.#bytes.length - this.#at) throw new RangeError('it ends too early');
    this.#at += bytes;
  }
}
