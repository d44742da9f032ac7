import { isUtf8 } from 'node:buffer';
import type { Outcome } from './outcome.ts';

/** Decodes an item's bytes as UTF-8, strictly: nothing is replaced, a byte order mark is kept as a character. */
export function decodeItem(bytes: Uint8Array): Outcome<string> {
  if (!isUtf8(bytes)) return { ok: false, reason: `is not valid UTF-8 (byte ${findInvalidByte(bytes)})` };
  return { ok: true, value: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') };
}

/** Offset of the first byte that isn't part of a well-formed UTF-8 sequence; the length if there is none. */
function findInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = measureSequence(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Length of the UTF-8 sequence that begins at `at`, 0 if it isn't well-formed. Table 3-7 of the Unicode Standard. */
function measureSequence(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  const second = bytes[at + 1] ?? 0;
  if (second < lowest || second > highest) return 0;
  for (let next = at + 2; next < at + length; next += 1) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}
