/**
 * Kinds of values that a column holds, each with what a row has in JSON for it:
 *
 * | kind | in a row | in the file |
 * |---|---|---|
 * | `boolean` | true, false | BOOLEAN |
 * | `int32` | a whole number | INT32 |
 * | `int64` | a whole number | INT64 |
 * | `int64-text` | a whole number as digits in a string | INT64 |
 * | `double` | a number | DOUBLE |
 * | `string` | a string | BYTE_ARRAY, STRING |
 * | `json` | any value | BYTE_ARRAY, JSON |
 * | `timestamp` | an ISO 8601 date and time with `Z` or an offset | INT64, TIMESTAMP in microseconds, UTC |
 * | `date` | an ISO 8601 date | INT32, DATE |
 * | `null` | null, or nothing | BYTE_ARRAY, STRING, always absent |
 */
export type PrimitiveKind =
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'int64-text'
  | 'double'
  | 'string'
  | 'json'
  | 'timestamp'
  | 'date'
  | 'null';

/** Type of a value: one column for a primitive, several for what is nested. */
export type ParquetType =
  | { kind: PrimitiveKind }
  | { kind: 'struct'; fields: ParquetField[] }
  | { kind: 'list'; element: ParquetValue }
  /** From strings to values. */
  | { kind: 'map'; value: ParquetValue };

/** A value and whether null may stand for it. */
export interface ParquetValue {
  type: ParquetType;
  nullable: boolean;
}

/** A named value of a row or of a struct. A field that is absent is null. */
export interface ParquetField extends ParquetValue {
  name: string;
}

/** What the rows of a Parquet file look like. Plain JSON, so it travels between Lambdas. */
export interface ParquetSchema {
  fields: ParquetField[];
}
