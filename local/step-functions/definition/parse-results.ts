import type { Fields } from './fields.ts';
import { RULES } from './rules.ts';
import type { ItemBatcher, ResultWriter } from './types.ts';

const RESOURCES = ['arn:aws:states:::s3:putObject'] as const;

/** Reads ItemBatcher, which needs at least one of its two limits. */
export function parseItemBatcher(map: Fields): ItemBatcher | undefined {
  const fields = map.object('ItemBatcher');
  if (fields === undefined) return undefined;
  const batcher = {
    maxItemsPerBatch: fields.numberTemplate('MaxItemsPerBatch', RULES.maxItemsPerBatch),
    maxInputBytesPerBatch: fields.numberTemplate('MaxInputBytesPerBatch', RULES.maxInputBytesPerBatch),
    batchInput: fields.template('BatchInput'),
  };
  fields.refuseOthers('an ItemBatcher', {
    MaxItemsPerBatchPath: "MaxItemsPerBatchPath is a JSONPath field; 'MaxItemsPerBatch' takes an expression",
    MaxInputBytesPerBatchPath:
      "MaxInputBytesPerBatchPath is a JSONPath field; 'MaxInputBytesPerBatch' takes an expression",
  });
  if (!fields.has('MaxItemsPerBatch') && !fields.has('MaxInputBytesPerBatch')) {
    fields.problems.add(fields.path, "An ItemBatcher needs 'MaxItemsPerBatch' or 'MaxInputBytesPerBatch'");
  }
  return batcher;
}

/**
 * Reads ResultWriter: a WriterConfig alone formats the state's output, Resource and Arguments export to S3, as NONE
 * and JSON unless a WriterConfig says otherwise.
 */
export function parseResultWriter(map: Fields): ResultWriter | undefined {
  const fields = map.object('ResultWriter');
  if (fields === undefined) return undefined;
  const exports = fields.has('Resource') || fields.has('Arguments');
  fields.choice('Resource', RESOURCES, exports);
  const argumentFields = fields.object('Arguments', exports);
  argumentFields?.template('Bucket', true);
  argumentFields?.template('Prefix');
  argumentFields?.refuseOthers("ResultWriter's Arguments");
  const config = fields.object('WriterConfig');
  const transformation = config?.choice('Transformation', ['NONE', 'COMPACT', 'FLATTEN'], true);
  const outputType = config?.choice('OutputType', ['JSON', 'JSONL'], true);
  config?.refuseOthers('a WriterConfig');
  fields.refuseOthers('a ResultWriter', {
    Parameters: "Parameters is a JSONPath field; with JSONata use 'Arguments'",
  });
  if (!exports && config === undefined) {
    fields.problems.add(
      fields.path,
      "A ResultWriter needs 'Resource' and 'Arguments', a 'WriterConfig', or both",
    );
  }
  if (!exports && outputType === 'JSONL') {
    const message = "'OutputType' is JSONL, which needs an export to S3 ('Resource' and 'Arguments')";
    fields.problems.add(fields.at('WriterConfig'), message);
  }
  return {
    arguments: fields.template('Arguments'),
    transformation: transformation ?? 'NONE',
    outputType: outputType ?? 'JSON',
  };
}
