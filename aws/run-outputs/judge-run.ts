import type { CompletenessProof } from '../../core/contracts/manifest.ts';
import { exceedsTolerance } from '../../core/planning/tolerance.ts';
import { type CommittedReceipt, Completeness } from '../../core/proof/completeness.ts';
import type { Ledger } from '../ledger/index.ts';
import type { PlannedRow } from './read-receipts.ts';
import { SourceList } from './source-list.ts';

/** Whether a run's data set may be delivered, and why not. */
export type RunJudgement = {
  completeness: Completeness;
  /** The units' outputs that were added up. */
  outputs: SourceList;
} & (
  | { verdict: 'DELIVER'; proof: CompletenessProof }
  | { verdict: 'TOLERANCE_EXCEEDED' }
  | { verdict: 'INCOMPLETE'; problems: string[] }
);

/**
 * Adds up a run that is being sealed and judges it. An attempt that still holds a claim is shut out as it is come upon,
 * so that what was added up stays as it is: a unit that is committed changes no more.
 */
export async function judgeRun(ledger: Ledger, row: PlannedRow): Promise<RunJudgement> {
  const completeness = new Completeness(row);
  const outputs = new SourceList();
  for await (const { unit, commit } of ledger.readCommits(row)) {
    let receipt: CommittedReceipt | undefined = commit?.receipt;
    if (commit?.state === 'claimed') {
      const id = { runId: row.runId, shards: row.shards, unit };
      const isShutOut = await ledger.fenceUnit(id, row.epoch);
      // It committed just before.
      if (!isShutOut) receipt = (await ledger.getUnit(id))?.receipt;
    }
    completeness.add(unit, receipt);
    if (receipt?.output) outputs.add(receipt.output);
  }
  const judged = { completeness, outputs };
  const concluded = completeness.conclude();
  if (exceedsTolerance(row.settings, completeness.items)) return { ...judged, verdict: 'TOLERANCE_EXCEEDED' };
  if (!concluded.ok) return { ...judged, verdict: 'INCOMPLETE', problems: concluded.problems };
  return { ...judged, verdict: 'DELIVER', proof: concluded.proof };
}
