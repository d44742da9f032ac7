import type { JsonSchemaNode } from './json-schema-node.ts';
import type { PrimitiveKind } from './parquet-schema.ts';

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

/** Formats of strings that have a column type of their own. `int64` is for digits, such as `z.stringFormat('int64', /^-?\d+$/)`. */
const formats = new Map<unknown, PrimitiveKind>([
  ['date-time', 'timestamp'],
  ['date', 'date'],
  ['int64', 'int64-text'],
]);

/** The kind of column for a JSON type that is neither a list nor an object. */
export function readPrimitive(
  type: 'string' | 'number' | 'integer' | 'boolean',
  schema: JsonSchemaNode,
  values: readonly unknown[] | undefined,
): PrimitiveKind {
  if (type === 'boolean') return 'boolean';
  if (type === 'string') return formats.get(schema.format) ?? 'string';
  const numbers = values?.filter((value) => typeof value === 'number');
  if (numbers && numbers.length > 0) {
    if (!numbers.every(Number.isInteger)) return 'double';
    return fitsInt32(Math.min(...numbers), Math.max(...numbers)) ? 'int32' : 'int64';
  }
  if (type === 'number') return 'double';
  const min = boundOf(schema.minimum, schema.exclusiveMinimum) ?? Number.NEGATIVE_INFINITY;
  const max = boundOf(schema.maximum, schema.exclusiveMaximum) ?? Number.POSITIVE_INFINITY;
  return fitsInt32(min, max) ? 'int32' : 'int64';
}

function fitsInt32(min: number, max: number): boolean {
  return min >= INT32.min && max <= INT32.max;
}

function boundOf(...bounds: unknown[]): number | undefined {
  return bounds.find((bound) => typeof bound === 'number');
}
