import { convertNumber } from './encoding/convert-number.ts';
import { toText } from './encoding/text-values.ts';
import { RowMisfit } from './rows/row-misfit.ts';
import { createRowShredder } from './rows/shred-row.ts';
import type { ParquetSchema, PrimitiveKind } from './schema/parquet-schema.ts';
import { listLeafColumns } from './schema/schema-elements.ts';

/**
 * Makes a check of single rows against a schema, for whoever wants to know before the file is written whether a row
 * (as `JSON.parse` gives it) fits. It returns a sentence on the first thing that doesn't fit, or undefined.
 */
export function createRowCheck(schema: ParquetSchema): (row: unknown) => string | undefined {
  const sinks = listLeafColumns(schema).map(({ kind }) => ({
    append: (value: unknown) => accepts(kind, value),
    skip: () => {},
  }));
  const shred = createRowShredder(schema, sinks);
  return (row) => {
    try {
      shred(row);
      return undefined;
    } catch (error) {
      if (error instanceof RowMisfit) return error.message;
      throw error;
    }
  };
}

function accepts(kind: PrimitiveKind, value: unknown): boolean {
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
    case 'json':
    case 'null':
      return toText(value, kind) !== undefined;
    default:
      return convertNumber[kind](value) !== undefined;
  }
}
