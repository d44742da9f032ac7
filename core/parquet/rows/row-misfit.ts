import type { PrimitiveKind } from '../schema/parquet-schema.ts';

/** A row that the schema's columns can't hold. */
export class RowMisfit extends Error {
  override readonly name = 'RowMisfit';
  readonly #problem: string;

  /**
   * @param problem what is wrong, such as `"stops[].at" is a number; expected a string`
   * @param row number of the row, from 1; unknown where rows are looked at one by one
   */
  constructor(problem: string, row?: number) {
    super(row === undefined ? `${problem}.` : `Row ${row}: ${problem}.`);
    this.#problem = problem;
  }

  /** The same with the number of its row. */
  inRow(row: number): RowMisfit {
    return new RowMisfit(this.#problem, row);
  }
}

/**
 * A value that isn't what its place takes.
 * @param path where in the row, such as `stops[].at`; empty for the row itself
 */
export function misfit(path: string, found: string, expected: string): RowMisfit {
  return new RowMisfit(`${path === '' ? 'the row' : `"${path}"`} is ${found}; expected ${expected}`);
}

/** What each kind of column takes, as a sentence has it. */
export const expectedOf: Record<PrimitiveKind, string> = {
  boolean: 'true or false',
  int32: 'a whole number from -2147483648 to 2147483647',
  int64: 'a whole number that fits 64 bits',
  'int64-text': 'a whole number that fits 64 bits, as digits in a string',
  double: 'a number',
  string: 'a string of whole Unicode characters',
  json: 'a JSON value',
  timestamp:
    'a date and time with "Z" or an offset, no finer than a microsecond, such as "2024-05-01T12:00:00Z"',
  null: 'null',
  date: 'a date such as "2024-05-01"',
};

/** What a value is. Not the value itself: rows may hold what doesn't belong into logs. */
export function describeFound(value: unknown): string {
  if (value === null || value === undefined) return 'absent';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
