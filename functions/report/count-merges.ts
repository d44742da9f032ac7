import type { Ledger } from '../../aws/ledger/index.ts';

/** Steps of a run's merge, and the jobs that merge Lambdas did in all of them. */
export async function countMerges(
  ledger: Ledger,
  { runId, epoch }: { runId: string; epoch: number },
): Promise<{ steps: number; jobs: number }> {
  const merges = { steps: 0, jobs: 0 };
  for (;;) {
    let jobs = 0;
    for await (const _ of ledger.readMerges({ runId, epoch, step: merges.steps + 1 })) jobs += 1;
    if (jobs === 0) return merges;
    merges.steps += 1;
    merges.jobs += jobs;
  }
}
