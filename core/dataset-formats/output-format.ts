import type { JsonSchema, SchemaDescription } from '../contracts/task-document.ts';
import { refuseAll } from '../errors/problems.ts';
import {
  type ParquetCompression,
  type ParquetSchema,
  parquetSchemaFromJsonSchema,
} from '../parquet/index.ts';
import { csvColumns } from './csv-columns.ts';
import type { ChunkEncoding } from './encode-chunk.ts';
import type { DatasetCompressionName, DatasetFormatName } from './format.ts';

/** How a data set's rows are written: the format, and what it takes of the task's output schema. */
export type OutputFormat = ChunkEncoding | ParquetOutput;

/** Parquet compresses its pages inside the file. */
export interface ParquetOutput {
  readonly format: 'parquet';
  readonly compression: ParquetCompression;
  readonly schema: ParquetSchema;
}

/**
 * Settles how the rows of a task are written.
 * @throws FanfoldError `InvalidRunInput` naming everything in the schema that the format can't hold
 */
export function describeOutput(
  { format, compress }: { format: DatasetFormatName; compress: DatasetCompressionName },
  description: SchemaDescription | undefined,
): OutputFormat {
  if (format === 'jsonl') return { format, compress };
  const refuse = (problems: readonly string[]) =>
    refuseAll('InvalidRunInput', `The task's rows can't be written as ${format}`, problems);
  if (description === undefined) throw refuse(['the pipeline knows no output schema; deploy it again']);
  if (!description.ok) throw refuse([`${description.reason}; use jsonl, or change the schema`]);
  if (format === 'parquet') {
    return {
      format,
      compression: compress === 'none' ? 'uncompressed' : compress,
      schema: readParquet(description.schema, refuse),
    };
  }
  const columns = csvColumns(description.schema);
  if (!columns.ok) throw refuse(columns.problems);
  return { format: 'csv', compress, columns: columns.columns };
}

function readParquet(schema: JsonSchema, refuse: (problems: readonly string[]) => Error): ParquetSchema {
  const reading = parquetSchemaFromJsonSchema(schema);
  if (reading.outcome === 'refused') throw refuse(reading.problems);
  return reading.schema;
}
