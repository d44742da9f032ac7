import type { Ledger } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import { judgeRun, type PlannedRow, type RunJudgement, writeFailures } from '../../aws/run-outputs/index.ts';
import type { SealEvent, SealResult } from '../../core/contracts/run-result.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { describeTolerance } from '../../core/planning/tolerance.ts';
import { deliver } from './deliver.ts';
import { publish } from './publish.ts';

/** What Seal needs around it. */
export interface SealSurroundings {
  ledger: Ledger;
  store: ObjectStore;
  bucket: string;
}

/**
 * Ends a run whose door PlanMerge has shut: adds up its receipts once more, and delivers the data set with its manifest
 * if everything that was planned is accounted for and no more items failed than may. Sealing again gives the same.
 * @throws FanfoldError `RunClosed` if another execution has the run, `DataSetIncomplete` if the merge isn't
 */
export async function sealRun(around: SealSurroundings, event: SealEvent): Promise<SealResult> {
  const row = await around.ledger.getRun(event.runId);
  if (row === undefined || row.items === undefined || row.units === undefined) {
    throw new FanfoldError('RunClosed', `Run ${event.runId} isn't planned, so it can't be sealed`);
  }
  const mine = row.executionArn === event.executionArn;
  if (row.sealed !== undefined && (row.status === 'SUCCEEDED' || mine)) return row.sealed;
  if (!mine || row.status !== 'SEALING' || row.epoch !== event.merge.epoch) throw closed(event);
  const sealed = await settle(around, { ...row, items: row.items, units: row.units }, event);
  if (!(await around.ledger.closeRun(row, sealed))) throw closed(event);
  return sealed;
}

async function settle(around: SealSurroundings, row: PlannedRow, event: SealEvent): Promise<SealResult> {
  const judgement = await judgeRun(around.ledger, row);
  const { items, units } = judgement.completeness;
  const failures = await writeFailures(around, row, items.failed);
  const common = { runId: row.runId, generation: row.generation, items, units, failures };
  if (judgement.verdict !== 'DELIVER') {
    return {
      ...common,
      status: 'FAILED',
      completionReason: reasonOf(row, judgement),
      dataset: null,
      error: describeError(row, judgement),
    };
  }
  const delivered = await deliver(around, row, event.merge, judgement);
  const dataset = await publish(around, row, { judgement, delivered, failures });
  return { ...common, status: 'SUCCEEDED', completionReason: 'ALL_COMPLETED', dataset, error: null };
}

/** A run that was ended early is incomplete for a reason. */
function reasonOf(
  { ending }: PlannedRow,
  { verdict }: Exclude<RunJudgement, { verdict: 'DELIVER' }>,
): SealResult['completionReason'] {
  return verdict === 'INCOMPLETE' && ending !== undefined ? ending.reason : verdict;
}

function describeError(
  row: PlannedRow,
  judgement: Exclude<RunJudgement, { verdict: 'DELIVER' }>,
): NonNullable<SealResult['error']> {
  const { items } = judgement.completeness;
  const reason = reasonOf(row, judgement);
  if (reason === 'STOPPED' || reason === 'SOURCE_CHANGED') {
    return {
      code: reason === 'STOPPED' ? 'RunStopped' : 'SourceChanged',
      message: `Run ${row.runId} was ended with ${items.succeeded} of ${items.total} items done: ${row.ending?.message}. Nothing is delivered, and what is done is kept: start the run again to do the rest`,
    };
  }
  if (reason === 'INCOMPLETE' && judgement.verdict === 'INCOMPLETE') {
    return {
      code: 'DataSetIncomplete',
      message: `The data set of run ${row.runId} is not complete: ${judgement.problems.join('; ')}. Nothing is delivered and nothing lost: start the run again to do the rest`,
    };
  }
  const percent = ((items.failed / items.total) * 100).toPrecision(3);
  return {
    code: 'ToleratedFailureThresholdExceeded',
    message: `${items.failed} of ${items.total} items failed (${percent} %), and the tolerance is ${describeTolerance(row.settings)}; failures.jsonl says why each did. What succeeded is kept: start run ${row.runId} again with a higher tolerance to get the data set without them`,
  };
}

function closed({ runId }: SealEvent): FanfoldError {
  return new FanfoldError('RunClosed', `Run ${runId} was opened by another execution, which seals it`);
}
