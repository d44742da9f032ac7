import { availableParallelism } from 'node:os';
import { mergePlan } from '../../core/contracts/merge.ts';
import { type SealResult, sealResult } from '../../core/contracts/run-result.ts';
import type { DoneRun } from './commit-outputs.ts';
import { mapLanes } from './map-lanes.ts';
import type { Cloud } from './start-cloud.ts';

/** How a merge went. */
export interface MergeOutcome {
  /** Milliseconds of each state, in order. */
  times: { state: string; ms: number }[];
  ms: number;
  jobs: number;
  sealed: SealResult;
}

/** Merges a run as the state machine does: PlanMerge, the jobs of each step with as many Lambdas as there are cores, Seal. */
export async function mergeRun(cloud: Cloud, { runId, executionArn }: DoneRun): Promise<MergeOutcome> {
  const lanes = availableParallelism();
  const times: MergeOutcome['times'] = [];
  const timed = async <Result>(state: string, act: () => Promise<Result>): Promise<Result> => {
    const from = performance.now();
    const result = await act();
    times.push({ state, ms: performance.now() - from });
    return result;
  };
  const planAfter = (previous: unknown) =>
    timed('plan-merge', async () => {
      const event = { runId, epoch: 1, executionArn, maxConcurrency: lanes, previous };
      return mergePlan.parse(await cloud.invoke('plan-merge', event));
    });
  const from = performance.now();
  let plan = await planAfter(null);
  let jobs = 0;
  while (plan.status === 'MERGE') {
    const { epoch, step, format, kind } = plan;
    await timed(kind, async () => {
      const lines = ((await cloud.store.readText(cloud.bucket, plan.jobs.key)) ?? '')
        .split('\n')
        .slice(0, -1);
      jobs += lines.length;
      await mapLanes(lines, lanes, async (line) => {
        await cloud.invoke('merge', { runId, epoch, step, format, job: JSON.parse(line) });
      });
    });
    plan = await planAfter(plan);
  }
  const sealed = await timed('seal', async () =>
    sealResult.parse(await cloud.invoke('seal', { runId, executionArn, merge: plan })),
  );
  return { times, ms: performance.now() - from, jobs, sealed };
}
