import type { Ledger } from '../../aws/ledger/index.ts';
import type { RunUsage } from '../../core/cost/run-usage.ts';

/** Steps of a run's merge, the jobs that merge Lambdas did in all of them, and how long these took together. */
export async function countMerges(
  ledger: Ledger,
  { runId, epoch }: { runId: string; epoch: number },
): Promise<RunUsage['merge']> {
  const merges = { steps: 0, jobs: 0, jobsMs: 0 };
  for (;;) {
    let jobs = 0;
    for await (const { tookMs } of ledger.readMerges({ runId, epoch, step: merges.steps + 1 })) {
      jobs += 1;
      merges.jobsMs += Math.ceil(tookMs);
    }
    if (jobs === 0) return merges;
    merges.steps += 1;
    merges.jobs += jobs;
  }
}
