import type { ObjectStore } from '../../aws/object-store/index.ts';
import { type GovernAct, governAct } from '../../core/contracts/govern.ts';
import { runKeys } from '../../core/contracts/keys.ts';

/** What Govern did in all executions of a run, in order: each has an epoch of its own, and its log's chunks are numbered. */
export async function* readActs(
  store: ObjectStore,
  bucket: string,
  { runId, epoch: last }: { runId: string; epoch: number },
): AsyncGenerator<GovernAct> {
  const keys = runKeys(runId);
  for (let epoch = 1; epoch <= last; epoch++) {
    for (let chunk = 0; ; chunk++) {
      const text = await store.readText(bucket, keys.governEvents(epoch, chunk));
      if (text === undefined) break;
      for (const line of text.split('\n')) if (line !== '') yield governAct.parse(JSON.parse(line));
    }
  }
}
