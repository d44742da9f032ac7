import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MergeReceipt } from '../../core/contracts/merge.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { EarlyEnd, SealResult } from '../../core/contracts/run-result.ts';
import type { UnitId } from './change-unit.ts';
import { type MergeStep, putMerge, readMerges } from './merges.ts';
import { readProgress } from './progress.ts';
import { readCommits } from './read-commits.ts';
import { getUnit, readUnits } from './read-units.ts';
import type { RunRow } from './rows.ts';
import { beginSeal, closeRun, endRun, getRun, putRun, readDoor, updateRun } from './runs.ts';
import type { LedgerTable } from './table.ts';
import {
  checkpointUnit,
  claimUnit,
  commitUnit,
  fenceUnit,
  heartbeatUnit,
  joinUnit,
  releaseUnit,
} from './units.ts';

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
    readDoor: (runId: string) => readDoor(table, runId),
    endRun: (runId: string, epoch: number, ending: EarlyEnd) => endRun(table, runId, epoch, ending),
    beginSeal: (row: RunRow) => beginSeal(table, row),
    closeRun: (row: RunRow, sealed: SealResult) => closeRun(table, row, sealed),
    claimUnit: (id: UnitId, claim: Parameters<typeof claimUnit>[2]) => claimUnit(table, id, claim),
    joinUnit: (id: UnitId, epoch: number) => joinUnit(table, id, epoch),
    heartbeatUnit: (id: UnitId, beat: Parameters<typeof heartbeatUnit>[2]) => heartbeatUnit(table, id, beat),
    checkpointUnit: (id: UnitId, kept: Parameters<typeof checkpointUnit>[2]) =>
      checkpointUnit(table, id, kept),
    releaseUnit: (id: UnitId, hold: Parameters<typeof releaseUnit>[2]) => releaseUnit(table, id, hold),
    commitUnit: (id: UnitId, receipt: Receipt, from: Parameters<typeof commitUnit>[3]) =>
      commitUnit(table, id, receipt, from),
    fenceUnit: (id: UnitId, epoch: number) => fenceUnit(table, id, epoch),
    getUnit: (id: UnitId) => getUnit(table, id),
    readUnits: (run: Pick<RunRow, 'runId' | 'shards'> & { units: number }) => readUnits(table, run),
    readCommits: (run: Pick<RunRow, 'runId' | 'shards'> & { units: number }) => readCommits(table, run),
    putMerge: (step: MergeStep, receipt: MergeReceipt) => putMerge(table, step, receipt),
    readMerges: (step: MergeStep) => readMerges(table, step),
    readProgress: (runId: string, shards: number, cursor: number) =>
      readProgress(table, runId, shards, cursor),
  };
}
