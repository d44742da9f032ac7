import type { UnitProgress } from '../../aws/ledger/index.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { UnitAnswer } from '../../core/contracts/unit.ts';
import { answerForUnit } from './answer-for-unit.ts';
import { addEarlier } from './retry/add-earlier.ts';
import type { UnitAttempt } from './run-unit.ts';

/** Commits what the attempt did as the unit's; if another was first, its receipt is given back. */
export async function commit(
  { around, event, invocation, id, row, earlier }: UnitAttempt,
  done: Receipt,
  progress: UnitProgress,
): Promise<UnitAnswer> {
  const receipt = earlier === undefined ? done : addEarlier(earlier, done);
  const won = await around.ledger.commitUnit(id, receipt, { base: row.base, progress });
  if (!won) return answerForUnit(around.ledger, id, event);
  invocation.committed?.({ receipt: done, throttles: progress.throttles });
  return { status: 'COMMITTED', receipt };
}
