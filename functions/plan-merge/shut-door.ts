import type { Ledger, RunRow } from '../../aws/ledger/index.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/**
 * Shuts a run's door for one execution: from now on no attempt that carries its epoch can claim or commit. The same
 * execution may ask again.
 * @throws FanfoldError `RunClosed` if another execution has the run
 */
export async function shutDoor(
  ledger: Ledger,
  row: RunRow,
  holder: { epoch: number; executionArn: string },
): Promise<RunRow> {
  if (row.executionArn !== holder.executionArn) throw closed(row.runId);
  if (row.status === 'SEALING') return row;
  const sealing = row.epoch === holder.epoch ? await ledger.beginSeal(row) : undefined;
  if (sealing === undefined) throw closed(row.runId);
  return sealing;
}

function closed(runId: string): FanfoldError {
  return new FanfoldError('RunClosed', `Run ${runId} was opened by another execution, which seals it`);
}
