import * as z from 'zod';
import { type GovernAct, type GovernEvent, governAct } from '../../core/contracts/govern.ts';
import {
  type CallBudget,
  callBudget,
  describeRate,
  policyParameters,
  policyState,
  startCallBudget,
  startPolicy,
} from '../../core/govern/index.ts';
import { tallyState, UnitTally } from '../../core/govern/unit-tally.ts';

/** What one Govern Lambda leaves to the next: an object of a few kB, and one bit for each unit. */
export const governorState = z.object({
  version: z.literal(1),
  /** Of the ledger: rows that changed after it are news. */
  cursor: z.number(),
  startedAt: z.number(),
  tally: tallyState,
  policy: policyState,
  /** MaxConcurrency in force. */
  limit: z.int().min(1),
  describes: callBudget,
  mapRunArn: z.string().optional(),
  backups: z.int().min(0),
  rescues: z.int().min(0),
  /** Acts written so far, in chunks; the last chunk is still written to. */
  chunk: z.int().min(0),
  acts: z.array(governAct),
  changedAt: z.number(),
});
export type GovernorState = z.infer<typeof governorState>;

/** What governs one run, as it stands. */
export interface Governor {
  cursor: number;
  readonly startedAt: number;
  readonly tally: UnitTally;
  readonly parameters: z.output<typeof policyParameters>;
  policy: z.infer<typeof policyState>;
  limit: number;
  describes: CallBudget;
  mapRunArn: string | undefined;
  backups: number;
  rescues: number;
  chunk: number;
  /** Of the chunk that is being written. */
  acts: GovernAct[];
  /** When a row changed last. */
  changedAt: number;
}

/** Takes up where the last Govern Lambda of this run stopped, or begins. */
export function openGovernor(
  event: GovernEvent,
  units: number,
  nowMs: number,
  kept: GovernorState | undefined,
): Governor {
  const { initial, max } = event.concurrency;
  const { itemConcurrency } = event.run;
  const parameters = policyParameters.parse({ initialLimit: initial, max, itemConcurrency });
  return {
    parameters,
    cursor: kept?.cursor ?? 0,
    startedAt: kept?.startedAt ?? nowMs,
    tally: new UnitTally(kept?.tally ?? units),
    policy: kept?.policy ?? startPolicy(parameters, nowMs),
    limit: kept?.limit ?? initial,
    describes: kept?.describes ?? startCallBudget(describeRate, nowMs),
    mapRunArn: kept?.mapRunArn,
    backups: kept?.backups ?? 0,
    rescues: kept?.rescues ?? 0,
    chunk: kept?.chunk ?? 0,
    acts: kept?.acts ?? [],
    changedAt: kept?.changedAt ?? nowMs,
  };
}

/** The governor as the next Lambda needs it. */
export function keepGovernor(governor: Governor): GovernorState {
  const { parameters: _, tally, ...rest } = governor;
  return { version: 1, ...rest, tally: tally.keep() };
}
