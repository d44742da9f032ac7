import type { BucketRate } from '../../core/govern/token-bucket.ts';
import { Throttle } from './throttle.ts';

/**
 * How often an account may call Step Functions' API in us-east-1, us-west-2 and eu-west-1, other regions less: "Quotas
 * related to API action throttling" and "Other quotas" of
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html. New accounts start lower. Actions that the page
 * doesn't name aren't limited.
 */
export const API_RATES: Readonly<Record<string, BucketRate>> = {
  CreateStateMachine: { capacity: 100, perSecond: 1 },
  DeleteStateMachine: { capacity: 100, perSecond: 1 },
  DescribeExecution: { capacity: 300, perSecond: 15 },
  DescribeMapRun: { capacity: 200, perSecond: 1 },
  DescribeStateMachine: { capacity: 200, perSecond: 20 },
  DescribeStateMachineForExecution: { capacity: 200, perSecond: 1 },
  GetExecutionHistory: { capacity: 400, perSecond: 20 },
  ListExecutions: { capacity: 200, perSecond: 5 },
  ListMapRuns: { capacity: 100, perSecond: 1 },
  ListStateMachines: { capacity: 100, perSecond: 5 },
  ListTagsForResource: { capacity: 100, perSecond: 1 },
  RedriveExecution: { capacity: 1_300, perSecond: 300 },
  StartExecution: { capacity: 1_300, perSecond: 300 },
  StopExecution: { capacity: 1_000, perSecond: 200 },
  TagResource: { capacity: 200, perSecond: 1 },
  UntagResource: { capacity: 200, perSecond: 1 },
  UpdateMapRun: { capacity: 100, perSecond: 1 },
  UpdateStateMachine: { capacity: 100, perSecond: 1 },
};

/**
 * Children that one Map Run starts a second, by their type (same page). How many of them may come at once is not
 * documented: a tenth of a second's are allowed here.
 */
export const CHILD_START_RATES: Readonly<Record<'STANDARD' | 'EXPRESS', BucketRate>> = {
  STANDARD: { capacity: 10, perSecond: 100 },
  EXPRESS: { capacity: 100, perSecond: 1_000 },
};

/** AWS's rates for the local Step Functions: calls of the API and starts of children. */
export class StepFunctionsRates {
  readonly #now: () => number;
  readonly #calls: ReadonlyMap<string, Throttle>;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#calls = new Map(Object.entries(API_RATES).map(([name, rate]) => [name, new Throttle(rate, now())]));
  }

  /** Counts a call. @returns false when it is one too many */
  takeCall(operation: string): boolean {
    return this.#calls.get(operation)?.take(this.#now()) ?? true;
  }

  /** What paces the children of one more Map Run. */
  newChildStarts(type: 'STANDARD' | 'EXPRESS'): Throttle {
    return new Throttle(CHILD_START_RATES[type], this.#now());
  }
}
