import { runKeys } from '../../core/contracts/keys.ts';
import { type JsonSchema, taskDocument } from '../../core/contracts/task-document.ts';
import type { ObjectStore } from '../object-store/index.ts';

/** JSON Schema of a run's rows, as Plan put it there; null if the task's schema library doesn't give one. */
export async function readOutputSchema(
  store: ObjectStore,
  bucket: string,
  runId: string,
): Promise<JsonSchema | null> {
  const text = await store.readText(bucket, runKeys(runId).task);
  if (text === undefined) return null;
  const { outputSchema } = taskDocument.parse(JSON.parse(text));
  return outputSchema.ok ? outputSchema.schema : null;
}
