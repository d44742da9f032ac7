import { buffer } from 'node:stream/consumers';
import type { RunSettings } from '../../aws/ledger/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { type MergeJob, type MergePlan, mergeJob, mergePlan } from '../../core/contracts/merge.ts';
import { type SealResult, sealResult } from '../../core/contracts/run-result.ts';
import type { JsonSchema, TaskDocument } from '../../core/contracts/task-document.ts';
import { type JobLimits, jobLimits } from '../../core/merge-layout/index.ts';
import { runMergeJob } from '../../functions/merge/run-merge-job.ts';
import { planMerge } from '../../functions/plan-merge/plan-merge.ts';
import { sealRun } from '../../functions/seal/seal-run.ts';
import { makeRange, makeReceipt, progressOf } from './make-receipt.ts';
import { startStorage } from './start-storage.ts';

/** PlanMerge, Merge and Seal on local storage, called in turn as the state machine calls them. */
export type MergeChain = Awaited<ReturnType<typeof startMerge>>;

/** A run whose units are done, as far as they are. */
export interface DoneRun {
  runId: string;
  epoch: number;
  executionArn: string;
  /** Of its jobs. */
  limits: JobLimits;
}

interface DoneUnit {
  unit: number;
  firstItem: number;
  bytes: Uint8Array;
}

/** How a run is opened. */
export interface OpenOptions {
  /** Units that never commit. */
  skipped?: ReadonlySet<number>;
  /** Units that commit what another unit did, whose number stands behind. */
  doubled?: ReadonlyMap<number, number>;
  /** JSON Schema of the rows. Default: of `{ n, text }`. */
  rowSchema?: JsonSchema;
  /** Over those of production. */
  limits?: Partial<JobLimits>;
}

/** What the rows of the tests are, for the formats that need to know. */
const document: TaskDocument = {
  version: 1,
  task: 'lines',
  inputSchema: { ok: false, reason: 'none' },
  outputSchema: {
    ok: true,
    schema: {
      type: 'object',
      properties: { n: { type: 'number' }, text: { type: 'string' } },
      required: ['n', 'text'],
      additionalProperties: false,
    },
  },
};

/** Writes in flight: the local servers take as many at once. */
const lanes = 16;

/** Starts storage of a test file's own. */
export async function startMerge() {
  const storage = await startStorage();
  const { ledger, store, bucket } = storage;
  const around = { ledger, store, bucket, fold: undefined };
  let runs = 0;

  const commitUnit = async (run: DoneRun, row: number, { unit, firstItem, bytes }: DoneUnit) => {
    const rows = Buffer.from(bytes).toString('latin1').split('\n').length - 1;
    const receipt = makeReceipt({ unit, firstItem, succeeded: Math.max(1, rows), failed: 0, bytes });
    const key = runKeys(run.runId).output(unit, 1);
    if (receipt.output !== null) {
      const writer = store.openWriter(bucket, key, 'application/jsonl');
      await writer.write(bytes);
      await writer.close();
    }
    const id = { runId: run.runId, shards: 1, unit: row };
    const { epoch } = run;
    const range = makeRange(unit, { firstItem, items: receipt.items.total });
    await ledger.claimUnit(id, { owner: 'test', epoch, generation: 1, leaseMs: 60_000, range });
    const output = receipt.output && { ...receipt.output, key, rows };
    await ledger.commitUnit(id, { ...receipt, epoch, output }, { base: 0, progress: progressOf(receipt) });
  };

  const chain = {
    ...storage,
    /**
     * Opens a run and commits its units with these outputs; an empty one has no rows.
     */
    async open(
      outputs: readonly Uint8Array[],
      settings: Partial<RunSettings> = {},
      { skipped = new Set(), doubled = new Map(), limits = {}, rowSchema }: OpenOptions = {},
    ): Promise<DoneRun> {
      runs += 1;
      const opened = { runId: `run-${runs}`, epoch: 1, executionArn: `arn:execution-${runs}` };
      const run: DoneRun = { ...opened, limits: { ...jobLimits, ...limits } };
      const units = outputs.map((bytes, unit) => ({ bytes, unit, firstItem: 0 }));
      let items = 0;
      for (const unit of units) {
        unit.firstItem = items;
        items += Math.max(1, Buffer.from(unit.bytes).toString('latin1').split('\n').length - 1);
      }
      const schemas = rowSchema && { ...document, outputSchema: { ok: true, schema: rowSchema } };
      await store.putText(
        bucket,
        runKeys(run.runId).task,
        JSON.stringify(schemas ?? document),
        'application/json',
      );
      await ledger.putRun(
        {
          ...opened,
          task: 'lines',
          status: 'RUNNING',
          generation: 1,
          openedAt: 1,
          source: [],
          settings: {
            codeDigest: 'digest',
            format: 'jsonl',
            compress: 'none',
            timeoutMs: 1,
            retries: 0,
            ...settings,
          },
          items,
          units: units.length,
          shards: 1,
        },
        undefined,
      );
      const next = units.filter(({ unit }) => !skipped.has(unit)).values();
      const lane = async () => {
        for (const unit of next)
          await commitUnit(run, unit.unit, units[doubled.get(unit.unit) ?? unit.unit] ?? unit);
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      return run;
    },
    /** PlanMerge, in the run's execution. */
    async plan(run: DoneRun, previous: MergePlan | null): Promise<MergePlan> {
      const { runId, epoch, executionArn, limits } = run;
      const event = { runId, epoch, executionArn, maxConcurrency: 2, previous };
      return mergePlan.parse(await planMerge({ ...around, limits }, event));
    },
    async readJobs({ jobs }: MergePlan): Promise<MergeJob[]> {
      const text = (await store.readText(bucket, jobs.key)) ?? '';
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => mergeJob.parse(JSON.parse(line)));
    },
    async runJob({ runId }: DoneRun, { epoch, step, format }: MergePlan, job: MergeJob): Promise<void> {
      await runMergeJob(around, { runId, epoch, step, format, job });
    },
    async seal({ runId, executionArn }: DoneRun, merge: MergePlan): Promise<SealResult> {
      return sealResult.parse(await sealRun(around, { runId, executionArn, merge }));
    },
    /**
     * The whole chain.
     * @param arrange puts the jobs of a step in the order in which they run; some may run twice
     */
    async merge(run: DoneRun, arrange: (jobs: MergeJob[]) => MergeJob[] = (jobs) => jobs) {
      const steps: MergePlan[] = [];
      let plan = await chain.plan(run, null);
      while (plan.status === 'MERGE') {
        steps.push(plan);
        for (const job of arrange(await chain.readJobs(plan))) await chain.runJob(run, plan, job);
        plan = await chain.plan(run, plan);
      }
      const sealed = await chain.seal(run, plan);
      return { steps, kinds: steps.map(({ kind }) => kind), plan, sealed };
    },
    /** The objects of a data set, in order. */
    async readObjects({ dataset }: SealResult): Promise<Buffer[]> {
      const objects: Buffer[] = [];
      for (const { uri } of dataset?.objects ?? [])
        objects.push(await buffer(await store.stream(bucket, uri.slice(`s3://${bucket}/`.length))));
      return objects;
    },
  };
  return chain;
}
