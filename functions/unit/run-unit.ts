import {
  type Ledger,
  noProgress,
  type UnitId,
  type UnitProgress,
  type UnitRow,
} from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { UnitAnswer, UnitEvent } from '../../core/contracts/unit.ts';
import { type FanfoldError, isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { narrowAttempt } from '../../core/unit/narrow-attempt.ts';
import { answerForUnit } from './answer-for-unit.ts';
import type { ItemProcessPool } from './items/item-process-pool.ts';
import { joinUnit } from './join-unit.ts';
import { LeaseLost } from './lease.ts';
import { passOverItem } from './pass-over-item.ts';
import { progressOf } from './retry/add-earlier.ts';
import { runAttempt } from './run-attempt.ts';
import { type LedgerTime, startStopwatch } from './time-unit.ts';

/** What a unit needs around it. */
export interface UnitSurroundings {
  ledger: Ledger;
  store: ObjectStore;
  bucket: string;
  pool: ItemProcessPool;
  /** How long a claim holds without a heartbeat. */
  leaseMs: number;
  /** Log stream name: the identity of the execution environment. */
  environment: string;
  /** Its log group's name, if it is known. */
  logGroup?: string | undefined;
}

/** One invocation. */
export interface UnitInvocation {
  requestId: string;
  remainingMs: () => number;
  /** Milliseconds from the start of the environment's process to its first invocation; 0 if it was warm. */
  initMs: number;
  /** When the handler began, epoch milliseconds. */
  startedAt: number;
  /** Is told the number of the attempt, once it has the unit. */
  began?: (attempt: number) => void;
  /** Is told what this invocation committed, if it did. */
  committed?: (work: CommittedWork) => void;
}

/** A unit that is done: all that was run of it since its generation began. */
export interface CommittedWork {
  receipt: Receipt;
  /** Attempts at its items that a service refused for their rate. */
  throttles: number;
}

/** One attempt at a unit: what it was asked, and the row that it found. */
export interface UnitAttempt {
  around: UnitSurroundings;
  event: UnitEvent;
  invocation: UnitInvocation;
  id: UnitId;
  row: UnitRow;
  /** What an earlier generation did of it, where only the items that failed are to be run again. */
  earlier: Receipt | undefined;
  /** Items that are to be run in all: the unit's, or those that failed. */
  work: number;
  /** How far the unit was when this attempt began. */
  progress: UnitProgress;
  /** What the ledger has taken of this invocation's time. */
  ledgerTime: LedgerTime;
}

/**
 * Runs one attempt at a unit: claims it, runs its items, writes its rows and failures, commits its receipt. What doesn't
 * get done in one invocation is kept, and the next one goes on there. The first commit wins; whoever comes later gives
 * back the winner's receipt.
 *
 * @throws FanfoldError `UnitBusy` (another attempt holds the lease), `RunClosed`, `SourceChanged`, `UnitOutOfTime`
 */
export async function runUnit(
  around: UnitSurroundings,
  event: UnitEvent,
  invocation: UnitInvocation,
): Promise<UnitAnswer> {
  const { run, unit } = event;
  const id: UnitId = { runId: run.runId, shards: run.shards, unit: unit.unit };
  const stopwatch = startStopwatch();
  const row = await takeUnit(around, event, id, invocation.requestId);
  const writeMs = stopwatch();
  if (row === undefined) return answerForUnit(around.ledger, id, event);
  invocation.began?.(row.attempt);
  // Claim first, look at the run's door second: whoever closes the run bumps its epoch first and fences claims second,
  // so one of the two always sees the other.
  const found = await around.ledger.getRun(run.runId);
  const hold = { owner: invocation.requestId, epoch: run.epoch };
  if (found?.epoch !== run.epoch || found.ending !== undefined) {
    if (!event.backup) await around.ledger.releaseUnit(id, hold);
    return answerForUnit(around.ledger, id, event);
  }
  try {
    const ledgerTime = { claimMs: stopwatch(), writeMs };
    return await attempt({ ...openAttempt(around, event, id, row), invocation, ledgerTime });
  } catch (error) {
    if (error instanceof LeaseLost) return answerForUnit(around.ledger, id, event);
    if (!event.backup) await around.ledger.releaseUnit(id, hold);
    if (isFanfoldError(error) && error.code === 'SourceChanged')
      await endForSource(around.ledger, event, error);
    throw error;
  }
}

/** Claims the unit; a backup copy only counts itself. */
function takeUnit(
  { ledger, leaseMs }: UnitSurroundings,
  { run, unit, backup }: UnitEvent,
  id: UnitId,
  owner: string,
) {
  return backup
    ? ledger.joinUnit(id, run.epoch)
    : ledger.claimUnit(id, { owner, epoch: run.epoch, generation: run.generation, leaseMs, range: unit });
}

function openAttempt(around: UnitSurroundings, event: UnitEvent, id: UnitId, row: UnitRow) {
  // Rows that were folded can't be taken apart again: such a unit runs as a whole.
  const earlier = event.run.folds ? undefined : row.earlier;
  const work = earlier?.items.failed ?? event.unit.items;
  const progress = row.checkpoint ?? (earlier === undefined ? noProgress : progressOf(earlier));
  return { around, event, id, row, earlier, work, progress };
}

async function attempt(attempt: UnitAttempt): Promise<UnitAnswer> {
  const { event, row } = attempt;
  const left = attempt.work - (row.position?.done ?? 0);
  if (left === 0) return joinUnit(attempt);
  // A backup runs beside an attempt that lives: none died.
  const deaths = event.backup ? 0 : row.tries - 1;
  const narrowed = narrowAttempt({ left, deaths, size: row.size });
  if (narrowed.kind === 'guilty') return passOverItem(attempt, deaths);
  return runAttempt(attempt, { left, deaths, size: narrowed.size });
}

/** What is read is no longer what was planned: no unit of this run can go on. */
async function endForSource(ledger: Ledger, { run }: UnitEvent, error: FanfoldError): Promise<void> {
  await ledger.endRun(run.runId, run.epoch, {
    reason: 'SOURCE_CHANGED',
    message: error.message,
    at: Date.now(),
  });
}
