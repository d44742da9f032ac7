import type { ByteBuffer } from './byte-buffer.ts';

/** Values that are packed together, and from how many on a run is written as one. */
const GROUP = 8;

/** Bits that hold every whole number up to `largest`. */
export function bitWidthOf(largest: number): number {
  return 32 - Math.clz32(largest);
}

/**
 * Writes small whole numbers in Parquet's RLE / bit-packed hybrid: a run of 8 and more as its length and value, the
 * rest packed in groups of 8. Both levels and dictionary indices are written so.
 */
export function writeHybrid(out: ByteBuffer, values: Uint8Array | Uint32Array, bitWidth: number): void {
  const { length } = values;
  let at = 0;
  while (at < length) {
    const runEnd = endOfRun(values, at, length);
    if (runEnd - at >= GROUP) {
      out.varint(2 * (runEnd - at));
      let value = values[at] ?? 0;
      for (let bits = 0; bits < bitWidth; bits += 8) {
        out.uint8(value & 255);
        value >>>= 8;
      }
      at = runEnd;
      continue;
    }
    let end = at + GROUP;
    while (end < length && endOfRun(values, end, Math.min(end + GROUP, length)) - end < GROUP) end += GROUP;
    out.varint(2 * ((end - at) / GROUP) + 1);
    packBits(out, values, at, end, bitWidth);
    at = end;
  }
}

/** Writes values side by side from the lowest bit up, zeros beyond their end; `end - start` is a multiple of 8. */
export function packBits(
  out: ByteBuffer,
  values: Uint8Array | Uint32Array,
  start: number,
  end: number,
  bitWidth: number,
): void {
  let bits = 0;
  let held = 0;
  for (let at = start; at < end; at++) {
    bits |= (values[at] ?? 0) << held;
    held += bitWidth;
    while (held >= 8) {
      out.uint8(bits & 255);
      bits >>>= 8;
      held -= 8;
    }
  }
}

function endOfRun(values: Uint8Array | Uint32Array, start: number, limit: number): number {
  const value = values[start];
  let end = start + 1;
  while (end < limit && values[end] === value) end++;
  return end;
}
