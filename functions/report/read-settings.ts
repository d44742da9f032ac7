import type { RunRow } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { RunSettings } from '../../core/advice/index.ts';
import type { FunctionEnvironment } from '../../core/contracts/function-environment.ts';
import { progressDocument } from '../../core/contracts/govern.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { planDocument } from '../../core/contracts/plan.ts';
import { readSourceName } from '../../core/planning/source-name.ts';

/** What a run ran with: as it was planned, and as its last execution went on. */
export async function readSettings(
  { store, environment }: { store: ObjectStore; environment: FunctionEnvironment },
  row: RunRow,
): Promise<RunSettings> {
  const { FANFOLD_BUCKET: bucket, FANFOLD_TASK: task, FANFOLD_MAX_CONCURRENCY: cap } = environment;
  const keys = runKeys(row.runId);
  const planText = await store.readText(bucket, keys.plan);
  if (planText === undefined) throw new Error(`run ${row.runId} has no ${keys.plan}, though it was planned`);
  const { input, unitItems, itemConcurrency, format, source } = planDocument.parse(JSON.parse(planText));
  const wanted = input.maxConcurrency ?? task.maxConcurrency ?? cap;
  const governed = await readGovernedMaximum(store, bucket, keys.progress);
  return {
    unitItems,
    itemConcurrency,
    maxConcurrency: {
      // 0: nobody has written it down; the account's headroom was the maximum, and no Govern came to say so.
      value: governed ?? Math.min(wanted ?? 0, cap ?? wanted ?? 0),
      given: wanted !== undefined,
    },
    adaptiveConcurrency: input.adaptiveConcurrency ?? true,
    timeoutMs: row.settings.timeoutMs,
    retries: row.settings.retries,
    source: {
      format,
      compressed: source.some(({ uri }) => readSourceName(uri).compression !== undefined),
    },
  };
}

async function readGovernedMaximum(
  store: ObjectStore,
  bucket: string,
  key: string,
): Promise<number | undefined> {
  const text = await store.readText(bucket, key);
  return text === undefined ? undefined : progressDocument.parse(JSON.parse(text)).maxConcurrency;
}
