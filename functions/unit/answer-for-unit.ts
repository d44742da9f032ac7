import type { Ledger, UnitId } from '../../aws/ledger/index.ts';
import type { UnitAnswer, UnitEvent } from '../../core/contracts/unit.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/**
 * What an attempt gives back that did not get the unit, or lost it: the winner's receipt, or that there is more to do.
 * @throws FanfoldError `RunClosed`, or `UnitBusy` while another attempt holds the lease
 */
export async function answerForUnit(
  ledger: Ledger,
  id: UnitId,
  { run, unit }: UnitEvent,
): Promise<UnitAnswer> {
  const row = await ledger.getUnit(id);
  if (row?.receipt !== undefined) return { status: 'COMMITTED', receipt: row.receipt };
  const found = await ledger.getRun(id.runId);
  if (found?.epoch !== run.epoch) throw closed(id);
  if (found.ending !== undefined) return { status: 'STOPPED', unit: id.unit, reason: found.ending.reason };
  if (row === undefined || row.leaseUntil < Date.now()) {
    const items = { total: unit.items, done: row?.position?.done ?? 0 };
    return { status: 'CONTINUE', unit: id.unit, items };
  }
  throw new FanfoldError(
    'UnitBusy',
    `Unit ${id.unit} of run ${id.runId} is held by another attempt until ${new Date(row.leaseUntil).toISOString()}; it is tried again then`,
  );
}

function closed(id: UnitId): FanfoldError {
  return new FanfoldError(
    'RunClosed',
    `Run ${id.runId} was closed or opened anew, so unit ${id.unit} of this execution can't be run; start the run id again to do the rest`,
  );
}
