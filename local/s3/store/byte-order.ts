/**
 * S3 orders keys by their UTF-8 bytes, JavaScript orders strings by UTF-16 units. A byte key is the UTF-8 bytes of a
 * string, one character each, so that `<`, `startsWith` and `indexOf` work on bytes; for ASCII it is the string itself.
 */
export type ByteKey = string;

/** After every byte key that starts with `prefix`, when appended to it. */
export const PAST_ALL = '\u0100';

/** Key to byte key. */
export function toByteKey(key: string): ByteKey {
  return Buffer.from(key, 'utf8').toString('latin1');
}

/** Byte key back to key. A prefix that was cut within a character (by an odd delimiter) gets replacement characters. */
export function fromByteKey(key: ByteKey): string {
  return Buffer.from(key, 'latin1').toString('utf8');
}

/** Compares by bytes, for `sort`. */
export function compareByteKeys(a: ByteKey, b: ByteKey): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
