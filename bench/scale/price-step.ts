import type { PriceTable } from '../../core/cost/prices.ts';
import { assumptions } from './assumptions.ts';
import type { ModelledStep } from './model-merge.ts';

/** US dollars of one state of a merge. */
export function priceStep(step: ModelledStep, prices: PriceTable): number {
  return (
    step.lambdas * prices.lambdaRequest +
    step.lambdaSeconds * assumptions.memoryGigabytes.value * prices.lambdaGigabyteSecond +
    step.transitions * prices.stateTransition +
    step.writes * prices.s3Put +
    step.gets * prices.s3Get +
    step.ledgerWrites * prices.ledgerWrite +
    step.ledgerReads * prices.ledgerRead
  );
}
