import { runKeys } from '../../core/contracts/keys.ts';
import { type Plan, plan as planSchema } from '../../core/contracts/plan.ts';
import { isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { createHandler } from '../../functions/plan/create-handler.ts';
import { ownTask } from '../support/bundle-task.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';
import { refusalProblems } from './refusal-problems.ts';
import { sourceBodies } from './source-bodies.ts';
import { watchWrites } from './written-keys.ts';

/** What became of one input. */
export interface Outcome {
  kind: 'planned' | 'refused';
  /** None if all is well. */
  problems: string[];
}

/** Plan's real handler on storage of its own, with objects to read. */
export type FuzzedPlan = Awaited<ReturnType<typeof startFuzzedPlan>>;

/** @param options.finishEvery each nth run that is planned is also run to its end */
export async function startFuzzedPlan(options: { finishEvery: number }) {
  const pipeline = await startPipeline(ownTask('lines'));
  for (const [key, body] of Object.entries(sourceBodies)) await pipeline.putSource(key, body);
  const { environment, ledger, store, document, executions, s3, documents } = pipeline;
  const { sfn, lambda } = executions;
  const handler = createHandler({ environment, ledger, store, sfn, lambda, document, pool: undefined });
  const takeWritten = watchWrites(s3, documents);
  let inputs = 0;
  let planned = 0;

  return {
    /** Gives an input to Plan as an execution of its own would, and looks at what it did. */
    async take(text: string): Promise<Outcome> {
      const input: unknown = JSON.parse(text);
      inputs += 1;
      const execution = executions.start(`execution-${inputs}`);
      const runId = runIdOf(input) ?? execution.name;
      const before = await ledger.getRun(runId);
      takeWritten();
      const answer = await settle(() => Reflect.apply(handler, undefined, [{ input, execution }, {}]));
      const misplaced = describeMisplaced(takeWritten(), runId);
      const after = await ledger.getRun(runId);
      executions.end(execution.arn, { status: 'FAILED' });
      if (!answer.ok) {
        const wasLeft = JSON.stringify(before) === JSON.stringify(after) || after?.status === 'REJECTED';
        return {
          kind: 'refused',
          problems: [
            ...refusalProblems(answer.error),
            ...misplaced,
            ...(wasLeft ? [] : [`it was refused, but its run is ${after?.status}`]),
          ],
        };
      }
      const { plan, problems } = await checkPlan(pipeline, answer.value, runId);
      if (plan !== undefined && plan.units.total <= 20) {
        planned += 1;
        if (planned % options.finishEvery === 0)
          problems.push(...(await checkEnd(pipeline, { plan, execution })));
      }
      return { kind: 'planned', problems: [...misplaced, ...problems] };
    },
    close: () => pipeline.close(),
  };
}

async function settle(
  call: () => unknown,
): Promise<{ ok: true; value: unknown } | { ok: false; error: unknown }> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return { ok: false, error };
  }
}

function runIdOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'runId')) return undefined;
  const runId: unknown = Reflect.get(input, 'runId');
  return typeof runId === 'string' && /^[A-Za-z0-9][\w-]{0,59}$/.test(runId) ? runId : undefined;
}

function describeMisplaced(written: ReturnType<ReturnType<typeof watchWrites>>, runId: string): string[] {
  const { prefix } = runKeys(runId);
  return [
    ...written.objects
      .filter(({ key }) => !key.startsWith(prefix) || key.includes('..'))
      .map(({ operation, key }) => `${operation} wrote to ${key}`),
    ...written.rows.filter((row) => row !== `run#${runId} run`).map((row) => `it wrote the row ${row}`),
  ];
}

/** A plan that the state machine can go on with, of a run that is open to it. */
async function checkPlan(pipeline: Pipeline, answer: unknown, runId: string) {
  const checked = planSchema.safeParse(answer);
  if (!checked.success) return { plan: undefined, problems: [`its plan is none: ${checked.error.message}`] };
  const plan: Plan = checked.data;
  const row = await pipeline.ledger.getRun(runId);
  const units = await pipeline.readUnits({ plan, execution: { arn: '', name: '' } }).catch(String);
  const expected = plan.status === 'COMPLETE' ? 'SUCCEEDED' : 'RUNNING';
  return {
    plan,
    problems: [
      ...(plan.run.runId === runId ? [] : [`it planned run ${plan.run.runId}`]),
      ...(row?.status === expected ? [] : [`its run is ${row?.status}`]),
      ...(row?.epoch === plan.run.epoch ? [] : [`it has epoch ${plan.run.epoch}, its run ${row?.epoch}`]),
      ...(plan.status === 'COMPLETE' || units.length === plan.units.pending
        ? []
        : [`it has ${units.length} of ${plan.units.pending} units: ${units}`]),
      ...(Buffer.byteLength(JSON.stringify(answer)) < 16_384 ? [] : ['its plan is too large']),
    ],
  };
}

/** The run comes to an end, whatever its items do. */
async function checkEnd(pipeline: Pipeline, opened: Parameters<Pipeline['finish']>[0]): Promise<string[]> {
  const { runId } = opened.plan.run;
  try {
    const { sealed } = await pipeline.finish(opened);
    const status = (await pipeline.ledger.getRun(runId))?.status;
    return status === sealed.status ? [] : [`its run ended as ${sealed.status} and is ${status}`];
  } catch (error) {
    if (isFanfoldError(error)) return [`its run doesn't end: ${error.code}: ${error.message}`];
    return [`its run doesn't end: ${error instanceof Error ? error.stack : String(error)}`];
  }
}
