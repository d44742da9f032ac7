import type { Ledger } from '../../aws/ledger/index.ts';
import type { MergePlan } from '../../core/contracts/merge.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/**
 * Makes sure that every job of a step has left its record: what follows is made of what they made.
 * @throws FanfoldError `DataSetIncomplete` otherwise
 */
export async function checkJobs(
  ledger: Ledger,
  { runId, epoch, step, kind, jobs }: MergePlan,
): Promise<void> {
  if (kind === 'none') return;
  let next = 0;
  for await (const { job } of ledger.readMerges({ runId, epoch, step })) {
    if (job !== next) break;
    next += 1;
  }
  if (next === jobs.count) return;
  throw new FanfoldError(
    'DataSetIncomplete',
    `Merge job ${next} of step ${step} (${kind}) of run ${runId} left no record, of ${jobs.count} that were dealt out; nothing is delivered and nothing lost: start the run again to merge it anew`,
  );
}
