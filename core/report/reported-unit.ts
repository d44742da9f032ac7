import type { Receipt } from '../contracts/receipt.ts';
import type { UnitProgress } from '../contracts/unit-progress.ts';

/** What a report takes of a unit's row in the ledger. */
export interface ReportedUnit {
  unit: number;
  /** Invocations that claimed or joined it, backup copies among them. */
  attempts: number;
  /** What its items met. */
  progress: Pick<UnitProgress, 'attempts' | 'errors' | 'throttles'>;
  /** Undefined where it isn't committed. */
  receipt: Receipt | undefined;
}
