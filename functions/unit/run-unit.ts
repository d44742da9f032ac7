import type { Ledger, UnitId, UnitRow } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import { readOutputSchema } from '../../aws/run-outputs/index.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import { pickLayout, toItemFormat } from '../../core/contracts/source-layout.ts';
import type { UnitEvent } from '../../core/contracts/unit.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { ItemSetup } from '../../core/item-frames/messages.ts';
import { readUnit } from '../../core/splitting/index.ts';
import { foldRows } from './items/fold-rows.ts';
import type { ItemProcessPool } from './items/item-process-pool.ts';
import { ItemRunner } from './items/item-runner.ts';
import { Lease, LeaseLost, leaseMs } from './lease.ts';
import { UnitOutput } from './unit-output.ts';

/** What a unit needs around it. */
export interface UnitSurroundings {
  ledger: Ledger;
  store: ObjectStore;
  bucket: string;
  pool: ItemProcessPool;
  /** Log stream name: the identity of the execution environment. */
  environment: string;
}

/** One invocation. */
export interface UnitInvocation {
  requestId: string;
  remainingMs: () => number;
  /** Milliseconds from the start of the environment's process to its first invocation; 0 if it was warm. */
  initMs: number;
}

/** Before Lambda's deadline a unit stops, so that what it has to say is still said. */
const marginMs = 8_000;

/**
 * Runs one attempt at a unit: claims it, runs its items, writes its rows and failures, commits its receipt.
 * The first commit wins; whoever comes later gives back the winner's receipt.
 *
 * @throws FanfoldError `UnitBusy` (another attempt holds the lease), `RunClosed`, `SourceChanged`, `UnitOutOfTime`
 */
export async function runUnit(
  around: UnitSurroundings,
  event: UnitEvent,
  invocation: UnitInvocation,
): Promise<Receipt> {
  const { run, unit } = event;
  const id: UnitId = { runId: run.runId, shards: run.shards, unit: unit.unit };
  const claim = await around.ledger.claimUnit(id, { owner: invocation.requestId, epoch: run.epoch, leaseMs });
  if (claim === undefined) return takeWinner(around.ledger, id, event.run.epoch);
  // Claim first, look at the run's door second: whoever closes the run bumps its epoch first and fences claims second,
  // so one of the two always sees the other.
  const row = await around.ledger.getRun(run.runId);
  if (row?.epoch !== run.epoch) throw closed(id);
  return runAttempt(around, event, invocation, id, claim);
}

async function runAttempt(
  around: UnitSurroundings,
  event: UnitEvent,
  invocation: UnitInvocation,
  id: UnitId,
  claim: UnitRow,
): Promise<Receipt> {
  const startedAt = Date.now();
  const { attempt, owner, epoch } = claim;
  const output = new UnitOutput({ ...around, event, attempt, fold: foldOf(around, event) });
  const lease = new Lease(around.ledger, id, { owner, epoch }, () => output.progress);
  const outOfTime = new AbortController();
  const deadline = setTimeout(
    () => outOfTime.abort(timeIsUp(event, output)),
    invocation.remainingMs() - marginMs,
  );
  const stop = AbortSignal.any([lease.lost, outOfTime.signal]);
  const endProcess = () => void around.pool.discard();
  stop.addEventListener('abort', endProcess);
  const forksBefore = around.pool.forks;
  try {
    const opened = performance.now();
    const bytes = await around.store.read(event.unit.object, event.unit);
    const downloadMs = performance.now() - opened;
    const runner = new ItemRunner({
      pool: around.pool,
      setup: await itemSetup(around, event),
      take: (end) => output.take(end),
      held: () => output.held,
    });
    await runner.run(readUnit(bytes, toItemFormat(event.run), event.unit), stop);
    await around.pool.keep();
    const { runMs, uploadMs, ...totals } = await output.close();
    stop.throwIfAborted();
    const receipt: Receipt = {
      unit: id.unit,
      attempt,
      epoch,
      generation: event.run.generation,
      firstItem: event.unit.firstItem,
      ...totals,
      timing: { startedAt, endedAt: Date.now(), initMs: invocation.initMs, runMs, downloadMs, uploadMs },
      environment: around.environment,
      forks: around.pool.forks - forksBefore,
    };
    return (await around.ledger.commitUnit(id, receipt))
      ? receipt
      : await takeWinner(around.ledger, id, event.run.epoch);
  } catch (error) {
    await Promise.all([around.pool.discard(), output.abort()]);
    if (error instanceof LeaseLost) return takeWinner(around.ledger, id, event.run.epoch);
    throw error;
  } finally {
    stop.removeEventListener('abort', endProcess);
    clearTimeout(deadline);
    lease.end();
  }
}

function foldOf({ pool }: UnitSurroundings, { run }: UnitEvent) {
  if (!run.folds) return undefined;
  const { runId, timeoutMs } = run;
  return (rows: AsyncIterable<Buffer>) => foldRows(pool, rows, { runId, timeoutMs, finish: false });
}

/** The receipt of the attempt that committed. */
async function takeWinner(ledger: Ledger, id: UnitId, epoch: number): Promise<Receipt> {
  const row = await ledger.getUnit(id);
  if (row?.receipt !== undefined) return row.receipt;
  const run = await ledger.getRun(id.runId);
  if (run?.epoch !== epoch) throw closed(id);
  throw new FanfoldError(
    'UnitBusy',
    `Unit ${id.unit} of run ${id.runId} is held by another attempt until ${new Date(row?.leaseUntil ?? 0).toISOString()}; it is tried again then`,
  );
}

function closed(id: UnitId): FanfoldError {
  return new FanfoldError(
    'RunClosed',
    `Run ${id.runId} was closed or opened anew, so unit ${id.unit} of this execution can't be run; start the run id again to do the rest`,
  );
}

function timeIsUp({ run, unit }: UnitEvent, output: UnitOutput): FanfoldError {
  return new FanfoldError(
    'UnitOutOfTime',
    `Unit ${unit.unit} of run ${run.runId} had done ${output.progress.done} of its ${unit.items} items when the Lambda's time was up; set unitItems to a smaller number`,
  );
}

async function itemSetup({ store, bucket }: UnitSurroundings, { run, unit }: UnitEvent): Promise<ItemSetup> {
  const { runId, timeoutMs, retries, itemConcurrency } = run;
  const { unit: number, firstItem } = unit;
  const parquetOf = run.rowsFit === 'parquet' ? await readOutputSchema(store, bucket, runId) : null;
  return {
    mode: 'run',
    runId,
    unit: number,
    firstItem,
    ...pickLayout(run),
    ...(parquetOf !== null && { parquetOf }),
    timeoutMs,
    retries,
    itemConcurrency,
  };
}
