import type { PrimitiveKind } from '../schema/parquet-schema.ts';
import { readDate, readTimestamp } from './read-time.ts';

/** Kinds whose values have a fixed number of bytes in the file. */
export type NumberKind = Exclude<PrimitiveKind, 'boolean' | 'string' | 'json' | 'null'>;

const TWO_TO_THE_31 = 2 ** 31;
const TWO_TO_THE_63 = 2 ** 63;
/** An optional sign and up to 19 digits without leading zeros: what may fit 64 bits. */
const SHORT_DECIMAL = /^-?0*\d{1,19}$/;

/** The number that stands in the file for a value of a row, or undefined when the value isn't of that kind. */
export const convertNumber: Record<NumberKind, (value: unknown) => number | bigint | undefined> = {
  int32: (value) => (isWholeBelow(value, TWO_TO_THE_31) ? value : undefined),
  int64: (value) => (isWholeBelow(value, TWO_TO_THE_63) ? value : undefined),
  'int64-text': (value) => (typeof value === 'string' ? readInt64(value) : undefined),
  double: (value) => (typeof value === 'number' ? value : undefined),
  timestamp: (value) => (typeof value === 'string' ? readTimestamp(value) : undefined),
  date: (value) => (typeof value === 'string' ? readDate(value) : undefined),
};

function isWholeBelow(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit;
}

function readInt64(text: string): number | bigint | undefined {
  if (!SHORT_DECIMAL.test(text)) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(text);
  return BigInt.asIntN(64, exact) === exact ? exact : undefined;
}
