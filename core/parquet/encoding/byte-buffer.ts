const SMALLEST = 256;
const TWO_TO_THE_32 = 2 ** 32;

/** Bytes that grow at their end; numbers are little-endian. Cleared, it keeps its memory for the next page. */
export class ByteBuffer {
  #bytes = Buffer.allocUnsafeSlow(SMALLEST);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** A view on the bytes, good until the next change. */
  view(from = 0, to = this.#length): Buffer {
    return this.#bytes.subarray(from, to);
  }

  uint8(value: number): void {
    const at = this.#take(1);
    this.#bytes[at] = value;
  }

  int32(value: number): void {
    const at = this.#take(4);
    this.#view.setInt32(at, value, true);
  }

  /** Writes a whole number of 64 bits, given as a number while that is exact. */
  int64(value: number | bigint): void {
    const at = this.#take(8);
    if (typeof value === 'bigint' || !Number.isSafeInteger(value)) {
      this.#view.setBigInt64(at, BigInt(value), true);
      return;
    }
    this.#view.setUint32(at, value >>> 0, true);
    this.#view.setInt32(at + 4, Math.floor(value / TWO_TO_THE_32), true);
  }

  double(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, true);
  }

  /** Writes a whole number from 0 to 2^53 in groups of 7 bits (unsigned LEB128). */
  varint(value: number): void {
    let rest = value;
    while (rest > 0x7fffffff) {
      this.uint8((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.uint8((rest & 127) | 128);
      rest >>>= 7;
    }
    this.uint8(rest);
  }

  bytes(value: Uint8Array): void {
    const at = this.#take(value.length);
    this.#bytes.set(value, at);
  }

  /** Writes text as UTF-8 after its length in 4 bytes. Returns how many bytes it took in all. */
  lengthAndText(text: string): number {
    const at = this.#length;
    // A code unit of UTF-16 becomes 3 bytes of UTF-8 at most.
    this.#reserve(4 + 3 * text.length);
    const written = this.#bytes.write(text, at + 4);
    this.#view.setUint32(at, written, true);
    this.#length = at + 4 + written;
    return 4 + written;
  }

  #take(bytes: number): number {
    const at = this.#length;
    if (at + bytes > this.#bytes.length) this.#reserve(bytes);
    this.#length = at + bytes;
    return at;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
