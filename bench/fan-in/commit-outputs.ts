import { readFile } from 'node:fs/promises';
import { noProgress } from '../../aws/ledger/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import { mapLanes } from './map-lanes.ts';
import type { Cloud } from './start-cloud.ts';
import type { OutputFile } from './write-outputs.ts';

/** A run whose units are done. */
export interface DoneRun {
  runId: string;
  executionArn: string;
}

/** Puts outputs into S3 and commits their units to the ledger: what units do before a merge begins. */
export async function commitOutputs(
  { ledger, store, bucket }: Cloud,
  runId: string,
  outputs: readonly OutputFile[],
): Promise<DoneRun> {
  const executionArn = `arn:${runId}`;
  const shards = 4;
  await ledger.putRun(
    {
      runId,
      executionArn,
      task: 'bench',
      status: 'RUNNING',
      epoch: 1,
      generation: 1,
      openedAt: 1,
      source: [],
      settings: { codeDigest: 'bench', format: 'jsonl', compress: 'none', timeoutMs: 1_000, retries: 0 },
      items: outputs.reduce((sum, { rows }) => sum + rows, 0),
      units: outputs.length,
      shards,
    },
    undefined,
  );
  let items = 0;
  const units = outputs.map((output, unit) => {
    const firstItem = items;
    items += output.rows;
    return { unit, firstItem, output };
  });
  await mapLanes(units, 8, async ({ unit, firstItem, output }) => {
    const { path, rows, ...digests } = output;
    const key = runKeys(runId).output(unit, 1);
    const writer = store.openWriter(bucket, key, 'application/jsonl');
    await writer.write(await readFile(path));
    await writer.close();
    const id = { runId, shards, unit };
    const range = {
      unit,
      firstItem,
      items: rows,
      object: { bucket, key: 'none', etag: 'none' },
      uri: 'none',
      start: 0,
      end: 1,
      line: 1,
    };
    await ledger.claimUnit(id, { owner: 'bench', epoch: 1, generation: 1, leaseMs: 600_000, range });
    const receipt: Receipt = {
      unit,
      attempt: 1,
      epoch: 1,
      generation: 1,
      firstItem,
      items: { total: rows, succeeded: rows, failed: 0 },
      retries: 0,
      output: { key, rows, ...digests },
      failures: null,
      timing: { startedAt: 0, endedAt: 1, initMs: 0, runMs: 1, downloadMs: 0, uploadMs: 0 },
      itemTimes: [[10, rows]],
      environment: 'bench',
      forks: 0,
    };
    await ledger.commitUnit(id, receipt, { base: 0, progress: noProgress });
  });
  return { runId, executionArn };
}
