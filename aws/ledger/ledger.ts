import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MergeReceipt } from '../../core/contracts/merge.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { SealResult } from '../../core/contracts/run-result.ts';
import { type MergeStep, putMerge, readMerges } from './merges.ts';
import { readProgress } from './progress.ts';
import type { RunRow, UnitProgress } from './rows.ts';
import { beginSeal, closeRun, getRun, putRun, updateRun } from './runs.ts';
import type { LedgerTable } from './table.ts';
import { claimUnit, commitUnit, fenceUnit, getUnit, heartbeatUnit, readUnits, type UnitId } from './units.ts';

/** The ledger of one pipeline: says what each run's and each unit's state is. */
export type Ledger = ReturnType<typeof createLedger>;

/**
 * Binds the ledger's operations to a table.
 * @param options.now epoch milliseconds; default `Date.now`
 * @param options.ttlDays days that rows are kept; default 30
 */
export function createLedger(options: {
  client: DynamoDBDocumentClient;
  table: string;
  now?: () => number;
  ttlDays?: number;
}) {
  const table: LedgerTable = {
    client: options.client,
    table: options.table,
    now: options.now ?? Date.now,
    ttlDays: options.ttlDays ?? 30,
  };
  return {
    getRun: (runId: string) => getRun(table, runId),
    putRun: (row: RunRow, previousEpoch: number | undefined) => putRun(table, row, previousEpoch),
    updateRun: (runId: string, epoch: number, change: Parameters<typeof updateRun>[3]) =>
      updateRun(table, runId, epoch, change),
    beginSeal: (row: RunRow) => beginSeal(table, row),
    closeRun: (row: RunRow, sealed: SealResult) => closeRun(table, row, sealed),
    claimUnit: (id: UnitId, claim: { owner: string; epoch: number; leaseMs: number }) =>
      claimUnit(table, id, claim),
    heartbeatUnit: (
      id: UnitId,
      beat: { owner: string; epoch: number; leaseMs: number; progress: UnitProgress },
    ) => heartbeatUnit(table, id, beat),
    commitUnit: (id: UnitId, receipt: Receipt) => commitUnit(table, id, receipt),
    fenceUnit: (id: UnitId, epoch: number) => fenceUnit(table, id, epoch),
    getUnit: (id: UnitId) => getUnit(table, id),
    readUnits: (run: Pick<RunRow, 'runId' | 'shards'> & { units: number }) => readUnits(table, run),
    putMerge: (step: MergeStep, receipt: MergeReceipt) => putMerge(table, step, receipt),
    readMerges: (step: MergeStep) => readMerges(table, step),
    readProgress: (runId: string, shards: number, cursor: number) =>
      readProgress(table, runId, shards, cursor),
  };
}
