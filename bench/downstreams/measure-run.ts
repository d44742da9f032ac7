import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { type GovernAct, governAct, progressDocument } from '../../core/contracts/govern.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Downstream } from './downstreams.ts';
import type { RunningPipeline } from './start-pipeline.ts';
import { startServer } from './start-server.ts';
import type { Traffic } from './traffic.ts';

/** A fixed limit, or the limit that Govern finds up to `most`. */
export type Control = number | 'adaptive';

/** Full concurrency: some 3 GB of processes. */
export const most = 32;
/** Items of a unit: two seconds of work and a bit. */
export const unitItems = 40;

export type LimitChange = Extract<GovernAct, { kind: 'limit' }>;

/** How a run went. */
export interface MeasuredRun {
  control: Control;
  traffic: Traffic;
  /** From the first request to the last answer, scaled to as many items as there are: what failed for good is still to do. */
  seconds: number;
  /** Of the whole execution: Plan, Merge, Seal and Report too. */
  wallSeconds: number;
  failedItems: number;
  /** Rejected requests as a share of all. */
  errorShare: number;
  /** Limit at the start. */
  initial: number;
  changes: readonly LimitChange[];
  backups: number;
}

/**
 * Runs the task over items that all call one downstream, on the local cloud.
 * @param options.runMs what the run takes at best
 * @throws Error if the run doesn't succeed
 */
export async function measureRun(
  running: RunningPipeline,
  options: { downstream: Downstream; control: Control; folder: string; runMs: number; items: number },
): Promise<MeasuredRun> {
  const { downstream, control, folder, runMs, items } = options;
  const server = await startServer(downstream, runMs);
  try {
    const runId = `${downstream.name}-${control}-${Date.now().toString(36)}`;
    const path = join(folder, `${runId}.jsonl`);
    const line = (n: number) => `${JSON.stringify({ n, url: server.url })}\n`;
    await writeFile(path, Array.from({ length: items }, (_, n) => line(n)).join(''));
    const uri = await running.client.upload({ runId, path, name: 'items.jsonl' });
    const run = await running.client.start(
      { uri },
      {
        runId,
        unitItems,
        maxConcurrency: control === 'adaptive' ? most : control,
        adaptiveConcurrency: control === 'adaptive',
      },
    );
    const { status, report, error } = await run.result();
    if (status !== 'SUCCEEDED') throw new Error(`${runId} ${status}: ${error.message}`);
    const seen = await server.read();
    const { acts, initial } = await readActs(running, runId, control);
    return {
      control,
      traffic: seen,
      seconds: (seen.ms / 1000) * (items / Math.max(1, report.items.succeeded)),
      wallSeconds: report.timing.wallMs / 1000,
      failedItems: report.items.failed,
      errorShare: seen.rejected / Math.max(1, seen.rejected + seen.answered),
      initial,
      changes: acts.filter((act) => act.kind === 'limit'),
      backups: acts.filter(({ kind }) => kind === 'backup').length,
    };
  } finally {
    await server.close();
  }
}

/** What Govern did, from its own log; a run of this size fits into the log's first chunk. */
async function readActs({ clients, pipeline }: RunningPipeline, runId: string, control: Control) {
  const store = createObjectStore(clients.s3);
  const keys = runKeys(runId);
  const text = await store.readText(pipeline.bucket, keys.progress);
  const progress = progressDocument.parse(JSON.parse(text ?? 'null'));
  const log = (await store.readText(pipeline.bucket, keys.governEvents(progress.epoch, 0))) ?? '';
  const acts = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => governAct.parse(JSON.parse(line)));
  const first = acts.find((act) => act.kind === 'limit');
  return { acts, initial: control === 'adaptive' ? (first?.from ?? progress.limit) : control };
}
