import { JsonSchemaReader } from './json-schema-reader.ts';
import type { ParquetSchema } from './parquet-schema.ts';

/** The columns of an output schema, or everything that keeps it from having any: one sentence each. */
export type ParquetSchemaReading =
  | { outcome: 'read'; schema: ParquetSchema }
  | { outcome: 'refused'; problems: readonly string[] };

/**
 * Reads the columns of a Parquet file off the JSON Schema of its rows, as `z.toJSONSchema` or Standard JSON Schema give it.
 *
 * - `string` → STRING; with `format` `date-time` → TIMESTAMP (microseconds, UTC), `date` → DATE, `int64` → INT64, for
 *   whole numbers that JSON's numbers don't hold (`z.stringFormat('int64', /^-?\d+$/)`)
 * - `number` → DOUBLE; `integer` → INT32 if its bounds fit, else INT64; `boolean` → BOOLEAN
 * - `array` → LIST, tuples too if their elements have one type; objects → groups, open ones (`z.record`) → MAP
 * - what may be null or absent → OPTIONAL; what may be of several types → the one that holds them all, if there is one
 *   (objects of several shapes: all their properties)
 * - what may be anything (`z.unknown()`, `z.json()`) → JSON
 */
export function parquetSchemaFromJsonSchema(jsonSchema: unknown): ParquetSchemaReading {
  const reader = new JsonSchemaReader(jsonSchema);
  const fields = reader.readRow();
  if (reader.problems.length > 0) return { outcome: 'refused', problems: reader.problems };
  return { outcome: 'read', schema: { fields } };
}
