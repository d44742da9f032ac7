import { runKeys } from '../../core/contracts/keys.ts';
import type { MergeFormat } from '../../core/contracts/merge.ts';
import { taskDocument } from '../../core/contracts/task-document.ts';
import { describeOutput, type OutputFormat } from '../../core/dataset-formats/index.ts';
import type { ObjectStore } from '../object-store/index.ts';

/**
 * Reads how a run's data set is to be written, with what that takes of the task's output schema.
 * @throws FanfoldError `InvalidRunInput` naming everything that the format can't hold; Plan has checked that already
 */
export async function readOutputFormat(
  store: ObjectStore,
  bucket: string,
  runId: string,
  format: MergeFormat,
): Promise<OutputFormat> {
  const text = format.format === 'jsonl' ? undefined : await store.readText(bucket, runKeys(runId).task);
  const document = text === undefined ? undefined : taskDocument.parse(JSON.parse(text));
  return describeOutput(format, document?.outputSchema);
}
