import { prices } from './prices.ts';

/** What a run used. */
export interface RunUsage {
  units: number;
  /** Billed time of all unit invocations, init included. */
  unitMs: number;
  memoryMb: number;
  /** Unit outputs and failure objects written. */
  objects: number;
}

/** States of the parent that a run enters: Plan, HasUnits?, FanOut, Seal, Report, Succeeded?, Done. */
const parentTransitions = 8;
/** A child's start and its one state. */
const childTransitions = 2;
/** Claim and commit, each written to the table and its index. */
const writesPerUnit = 4;

/** What a run with these counts and times costs on AWS at list prices, in US dollars; units dominate, the rest is left out. */
export function estimateRunCost(usage: RunUsage): number {
  const { units } = usage;
  return (
    units * prices.lambdaRequest +
    (usage.unitMs / 1000) * (usage.memoryMb / 1024) * prices.lambdaGigabyteSecond +
    (parentTransitions + units * childTransitions) * prices.stateTransition +
    usage.objects * (prices.s3Put + prices.s3Get) +
    units * (prices.s3Get + writesPerUnit * prices.ledgerWrite + prices.ledgerRead)
  );
}
