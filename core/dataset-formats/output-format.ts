import type { SchemaDescription } from '../contracts/task-document.ts';
import { refuseAll } from '../errors/problems.ts';
import { csvColumns } from './csv-columns.ts';
import type { ChunkEncoding } from './encode-chunk.ts';
import type { DatasetCompressionName, DatasetFormatName } from './format.ts';

/** How a data set's rows are written: the format, and what it takes of the task's output schema. */
export type OutputFormat = ChunkEncoding;

/**
 * Settles how the rows of a task are written.
 * @throws FanfoldError `InvalidRunInput` naming everything in the schema that the format can't hold
 */
export function describeOutput(
  { format, compress }: { format: DatasetFormatName; compress: DatasetCompressionName },
  schema: SchemaDescription | undefined,
): OutputFormat {
  if (format === 'jsonl') return { format, compress };
  const what = `The task's rows can't be written as ${format}`;
  if (schema === undefined)
    throw refuseAll('InvalidRunInput', what, ['the pipeline knows no output schema; deploy it again']);
  if (!schema.ok)
    throw refuseAll('InvalidRunInput', what, [`${schema.reason}; use jsonl, or change the schema`]);
  const columns = csvColumns(schema.schema);
  if (!columns.ok) throw refuseAll('InvalidRunInput', what, columns.problems);
  return { format: 'csv', compress, columns: columns.columns };
}
