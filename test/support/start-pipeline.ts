import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ExecutionInputGiven } from '../../core/contracts/execution-input.ts';
import { type FailureRecord, failureRecord } from '../../core/contracts/failure.ts';
import type { FunctionEnvironment } from '../../core/contracts/function-environment.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { type Manifest, manifest } from '../../core/contracts/manifest.ts';
import { mergeJob, mergePlan } from '../../core/contracts/merge.ts';
import type { Plan } from '../../core/contracts/plan.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import { type RunReport, runReport } from '../../core/contracts/report.ts';
import { type SealResult, sealResult } from '../../core/contracts/run-result.ts';
import type { TaskDocument } from '../../core/contracts/task-document.ts';
import {
  type UnitAnswer,
  type UnitEvent,
  type UnitRange,
  unitAnswer,
  unitRange,
} from '../../core/contracts/unit.ts';
import { runMergeJob } from '../../functions/merge/run-merge-job.ts';
import { makePlan } from '../../functions/plan/make-plan.ts';
import { planMerge } from '../../functions/plan-merge/plan-merge.ts';
import { makeReport } from '../../functions/report/make-report.ts';
import { sealRun } from '../../functions/seal/seal-run.ts';
import { ItemProcessPool } from '../../functions/unit/items/item-process-pool.ts';
import { runUnit } from '../../functions/unit/run-unit.ts';
import { bundleTask } from './bundle-task.ts';
import { startExecutions } from './start-executions.ts';
import { startStorage } from './start-storage.ts';

/** The four functions of a pipeline on local storage, called in turn as the state machine calls them. */
export type Pipeline = Awaited<ReturnType<typeof startPipeline>>;

/** One opened run: its execution and its plan. */
export interface Opened {
  execution: { arn: string; name: string };
  plan: Plan;
}

/** How a unit's invocation differs from a warm one with all its time. */
export interface UnitOptions {
  remainingMs?: () => number;
  pool?: ItemProcessPool;
  environment?: string;
  requestId?: string;
  leaseMs?: number;
  /** A copy of the unit beside the attempt that holds it. */
  backup?: true;
  /** The child workflow that waits for it. */
  child?: UnitEvent['child'];
  logGroup?: string;
}

/** @param settings of the task and the construct, over the defaults of the tests */
export async function startPipeline(
  task: Parameters<typeof bundleTask>[0],
  settings: Partial<FunctionEnvironment['FANFOLD_TASK']> = {},
) {
  const [storage, executions, bundle] = await Promise.all([
    startStorage(),
    startExecutions(),
    bundleTask(task),
  ]);
  const { ledger, store, bucket, s3 } = storage;
  const { sfn, lambda } = executions;
  const environment: FunctionEnvironment = {
    FANFOLD_BUCKET: bucket,
    FANFOLD_BUCKET_OWNERS: storage.owners,
    FANFOLD_TABLE: storage.table,
    FANFOLD_TASK: { name: 'lines', timeoutMs: 20_000, retries: 0, memoryMb: 512, ...settings },
    FANFOLD_CODE_DIGEST: 'digest',
    FANFOLD_TTL_DAYS: 1,
    FANFOLD_LEASE_SECONDS: 15,
  };
  const document: TaskDocument = {
    version: 1,
    task: 'lines',
    inputSchema: { ok: false, reason: 'none' },
    outputSchema: {
      ok: true,
      schema: {
        type: 'object',
        properties: { n: { type: 'number' }, row: { type: 'number' }, text: { type: 'string' } },
        required: ['n', 'row', 'text'],
        additionalProperties: false,
      },
    },
  };
  const createPool = () => new ItemProcessPool({ entry: bundle.entry, memoryBytes: 256 * 1024 ** 2 });
  const pool = createPool();
  const leaseMs = environment.FANFOLD_LEASE_SECONDS * 1_000;
  let names = 0;

  const readJsonLines = async (key: string): Promise<unknown[]> =>
    ((await store.readText(bucket, key)) ?? '')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));

  const pipeline = {
    ...storage,
    executions,
    environment,
    document,
    pool,
    createPool,
    /** Puts an object of a source, and gives back its URI. */
    async putSource(key: string, body: string | Uint8Array): Promise<string> {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }));
      return `s3://${bucket}/${key}`;
    },
    /** Plan in an execution of its own. @throws FanfoldError after which the execution has failed */
    async plan(
      input: ExecutionInputGiven | Record<string, unknown>,
      options: { pool?: ItemProcessPool; cap?: number } = {},
    ): Promise<Opened> {
      names += 1;
      const execution = executions.start(`execution-${names}`);
      try {
        const plan = await makePlan(
          {
            environment: { ...environment, FANFOLD_MAX_CONCURRENCY: options.cap },
            ledger,
            store,
            sfn,
            lambda,
            document,
            pool: options.pool,
          },
          { input, execution },
        );
        return { execution, plan };
      } catch (error) {
        executions.end(execution.arn, { status: 'FAILED' });
        throw error;
      }
    },
    /** The units that FanOut would run. */
    async readUnits({ plan }: Opened): Promise<UnitRange[]> {
      return (await readJsonLines(plan.units.key)).map((line) => unitRange.parse(line));
    },
    /** One invocation of the unit function, and what it answers. */
    async answerUnit(
      { plan }: Opened,
      unit: UnitRange,
      { backup, child, requestId = crypto.randomUUID(), ...options }: UnitOptions = {},
    ): Promise<UnitAnswer> {
      const answer = await runUnit(
        { ledger, store, bucket, pool, leaseMs, environment: 'environment-1', ...options },
        { run: plan.run, unit, ...(backup && { backup }), ...(child && { child }) },
        { requestId, remainingMs: options.remainingMs ?? (() => 900_000), initMs: 0, startedAt: Date.now() },
      );
      return unitAnswer.parse(answer);
    },
    /** Invokes the unit function until the unit is committed, as the state machine does. @throws Error if the run is being ended */
    async runUnit(opened: Opened, unit: UnitRange, options: UnitOptions = {}): Promise<Receipt> {
      for (;;) {
        const answer = await pipeline.answerUnit(opened, unit, options);
        if (answer.status === 'COMMITTED') return answer.receipt;
        if (answer.status === 'STOPPED') throw new Error(`unit ${unit.unit} was stopped: ${answer.reason}`);
      }
    },
    async seal({ plan, execution }: Opened): Promise<SealResult> {
      const fold = settings.folds && { pool, timeoutMs: environment.FANFOLD_TASK.timeoutMs };
      const around = { ledger, store, bucket, fold };
      const { runId, epoch } = plan.run;
      const event = { runId, epoch, executionArn: execution.arn, maxConcurrency: 2 };
      let merge = mergePlan.parse(await planMerge(around, { ...event, previous: null }));
      while (merge.status === 'MERGE') {
        for (const line of await readJsonLines(merge.jobs.key)) {
          const { format, step } = merge;
          await runMergeJob(around, { runId, epoch: merge.epoch, step, format, job: mergeJob.parse(line) });
        }
        merge = mergePlan.parse(await planMerge(around, { ...event, previous: merge }));
      }
      return sealResult.parse(await sealRun(around, { runId, executionArn: execution.arn, merge }));
    },
    async report({ plan, execution }: Opened): Promise<RunReport> {
      const { runId } = plan.run;
      await makeReport({ environment, ledger, store, sfn }, { runId, executionArn: execution.arn });
      return runReport.parse(JSON.parse((await store.readText(bucket, runKeys(runId).report)) ?? ''));
    },
    /** What the state machine does after Plan. */
    async finish(opened: Opened): Promise<{ sealed: SealResult; report: RunReport; receipts: Receipt[] }> {
      const receipts: Receipt[] = [];
      if (opened.plan.units.pending > 0) {
        for (const unit of await pipeline.readUnits(opened))
          receipts.push(await pipeline.runUnit(opened, unit));
      }
      const sealed = await pipeline.seal(opened);
      const report = await pipeline.report(opened);
      executions.end(opened.execution.arn, { status: sealed.status });
      return { sealed, report, receipts };
    },
    async run(input: ExecutionInputGiven) {
      const opened = await pipeline.plan(input);
      const finished = await pipeline.finish(opened);
      const { runId } = opened.plan.run;
      return { ...opened, ...finished, runId, data: await pipeline.readDataset(finished.sealed) };
    },
    /** The data set's bytes as text; undefined if none was delivered. */
    async readDataset({ dataset }: SealResult): Promise<string | undefined> {
      return dataset === null
        ? undefined
        : store.readText(bucket, dataset.uri.slice(`s3://${bucket}/`.length));
    },
    async readManifest({ dataset }: SealResult): Promise<Manifest> {
      const key = dataset?.manifest.slice(`s3://${bucket}/`.length) ?? '';
      return manifest.parse(JSON.parse((await store.readText(bucket, key)) ?? ''));
    },
    async readFailures(runId: string): Promise<FailureRecord[]> {
      return (await readJsonLines(runKeys(runId).failures)).map((line) => failureRecord.parse(line));
    },
    async close(): Promise<void> {
      await pool.discard();
      await Promise.all([executions.close(), storage.close(), bundle.remove()]);
    },
  };
  return pipeline;
}
