import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { readHeadroom } from '../../aws/lambda-headroom.ts';
import type { Ledger, RunRow } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { ExecutionInput } from '../../core/contracts/execution-input.ts';
import type { FunctionEnvironment } from '../../core/contracts/function-environment.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Plan, PlanDocument, PlanEvent } from '../../core/contracts/plan.ts';
import { pickLayout } from '../../core/contracts/source-layout.ts';
import type { TaskDocument } from '../../core/contracts/task-document.ts';
import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';
import { type SettledSettings, settleSettings } from '../../core/planning/settle-settings.ts';
import { countShards, sizeUnits } from '../../core/planning/size-units.ts';
import { parseSize } from '../../core/task/size.ts';
import type { ItemProcessPool } from '../unit/items/item-process-pool.ts';
import { checkDataset } from './check-dataset.ts';
import { checkIndependence } from './check-independence.ts';
import { checkInput } from './check-input.ts';
import { describePlan } from './describe-plan.ts';
import { findItems } from './find-items.ts';
import { inlineSource } from './inline-source.ts';
import { openRun } from './open-run.ts';
import { pinSource, type SourceObject } from './pin-source.ts';
import { isRetry, planRetry } from './plan-retry.ts';
import { resumeRun } from './resume-run.ts';
import { writeUnits } from './write-units.ts';

/** What Plan needs around it. */
export interface PlanSurroundings {
  environment: FunctionEnvironment;
  ledger: Ledger;
  store: ObjectStore;
  sfn: SFNClient;
  lambda: LambdaClient;
  /** What is known of the task besides its settings. */
  document: TaskDocument;
  /** For a task that says what its items claim. */
  pool: ItemProcessPool | undefined;
}

/**
 * Checks the input, opens the run, finds the items, cuts them into units.
 * @throws FanfoldError `InvalidRunInput`, `SourceRefused`, `SourceDiffers`, `RunInProgress`: nothing was started
 */
export async function makePlan(around: PlanSurroundings, event: PlanEvent): Promise<Plan> {
  if (isRetry(event.input)) return planRetry(around, event);
  const { environment } = around;
  const input = checkInput(event.input, event.execution.name);
  const task = environment.FANFOLD_TASK;
  checkDataset(input, { ...around.document, folds: task.folds });
  const headroom = input.maxConcurrency ?? task.maxConcurrency ?? (await readHeadroom(around.lambda));
  const settled = settleSettings(task, input, { headroom, cap: environment.FANFOLD_MAX_CONCURRENCY });
  const source = 'items' in input.source ? [] : await pinSource(around.store, input.source);
  const opened = await openRun(around.ledger, around.sfn, {
    runId: input.runId,
    task: task.name,
    executionArn: event.execution.arn,
    openedAt: Date.now(),
    source:
      'items' in input.source
        ? [inlineSource(input.source.items)]
        : source.map(({ uri, etag, bytes }) => ({ uri, etag, bytes })),
    settings: settingsOf(environment, input, settled),
  });
  if (opened.kind !== 'new') return resumeRun(around, opened.row, settled);
  return planNew(around, input, source, opened.row, settled);
}

async function planNew(
  around: PlanSurroundings,
  input: ExecutionInput & { runId: string },
  source: readonly SourceObject[],
  row: RunRow,
  settled: SettledSettings,
): Promise<Plan> {
  const bucket = around.environment.FANFOLD_BUCKET;
  try {
    const found = await findItems(around.store, bucket, input, source);
    if (around.pool !== undefined) {
      await checkIndependence(around.store, around.pool, found, {
        runId: row.runId,
        timeoutMs: settled.timeoutMs,
      });
    }
    const unitItems = sizeUnits(found.total, settled.maxConcurrency, settled.unitItems);
    const units = await writeUnits(around.store, bucket, row.runId, found, unitItems);
    const document: PlanDocument = {
      version: 1,
      runId: row.runId,
      task: row.task,
      source: row.source,
      input: 'items' in input.source ? { ...input, source: { items: [] } } : input,
      items: found.total,
      units,
      unitItems,
      itemConcurrency: settled.itemConcurrency,
      shards: countShards(units),
      ...pickLayout(found),
    };
    await around.store.putText(
      bucket,
      runKeys(row.runId).task,
      JSON.stringify(around.document),
      'application/json',
    );
    await around.store.putText(bucket, runKeys(row.runId).plan, JSON.stringify(document), 'application/json');
    const planned = {
      ...row,
      status: 'RUNNING',
      items: found.total,
      units,
      shards: document.shards,
    } as const;
    await around.ledger.updateRun(row.runId, row.epoch, planned);
    return describePlan(around, planned, settled, document, {
      pending: units,
      key: runKeys(row.runId).units,
    });
  } catch (error) {
    // A refused run was never started: its id is free again.
    if (isFanfoldError(error) && refusalCodes.has(error.code)) {
      await around.ledger.updateRun(row.runId, row.epoch, { status: 'REJECTED' });
    }
    throw error;
  }
}

function settingsOf(environment: FunctionEnvironment, input: ExecutionInput, settled: SettledSettings) {
  const { toleratedFailureCount, toleratedFailurePercentage, timeoutMs, retries } = settled;
  return {
    codeDigest: environment.FANFOLD_CODE_DIGEST,
    format: input.format,
    compress: input.compress,
    ...(environment.FANFOLD_TASK.folds && { folds: environment.FANFOLD_TASK.folds }),
    ...(input.maxObjectSize !== undefined && {
      maxObjectBytes: Math.floor(parseSize(input.maxObjectSize) ?? 0),
    }),
    timeoutMs,
    retries,
    ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
    ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
  };
}
