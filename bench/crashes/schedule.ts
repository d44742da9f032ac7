import fc from 'fast-check';

/** What a function does in one invocation. */
export type Act =
  /** Returns. */
  | { kind: 'return' }
  /** Throws an error named Flaky; its process lives on. */
  | { kind: 'throw' }
  /** Ends its own process. */
  | { kind: 'exit'; status: number }
  /** Aborts its own process (SIGABRT). */
  | { kind: 'abort' }
  /** Is killed from outside (SIGKILL), so many milliseconds after it began. */
  | { kind: 'kill'; delayMs: number }
  /** Never returns: the function's timeout ends it. */
  | { kind: 'hang' };

/** Retriers and catchers of a Task state, in order. */
export interface Policy {
  retriers: readonly { errors: readonly string[]; maxAttempts: number }[];
  /** Errors that are caught; undefined: none. */
  caught: readonly string[] | undefined;
}

/** What becomes of the invocations of one Task: the first, its retries, then always `return`. */
export type Acts = readonly Act[];

/** One execution: a Task, then a Distributed Map over items with a Task each. */
export interface Schedule {
  policy: Policy;
  first: Acts;
  items: readonly Acts[];
  childType: 'STANDARD' | 'EXPRESS';
  toleratedFailureCount: number;
  maxConcurrency: number;
}

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('kill' as const), delayMs: fc.nat(60) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('exit' as const), status: fc.nat(3) }) },
  { weight: 5, arbitrary: fc.constant<Act>({ kind: 'return' }) },
  { weight: 2, arbitrary: fc.constant<Act>({ kind: 'throw' }) },
  { weight: 2, arbitrary: fc.constant<Act>({ kind: 'abort' }) },
  { weight: 1, arbitrary: fc.constant<Act>({ kind: 'hang' }) },
);

const maxAttempts = fc.integer({ min: 0, max: 2 });
const retrier = (...errors: string[]) => fc.record({ errors: fc.constant(errors), maxAttempts });

const policy: fc.Arbitrary<Policy> = fc.record({
  retriers: fc.oneof(
    fc.constant([]),
    fc.tuple(retrier('Runtime.ExitError')),
    fc.tuple(retrier('Sandbox.Timedout', 'Flaky')),
    fc.tuple(retrier('Runtime.ExitError'), retrier('States.TaskFailed')),
    fc.tuple(retrier('States.ALL')),
  ),
  caught: fc.constantFrom(undefined, undefined, ['Runtime.ExitError'], ['States.TaskFailed'], ['States.ALL']),
});

const acts = fc.array(act, { maxLength: 3 });

/** Any schedule of at most six items. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  policy,
  // Most executions are to reach the map.
  first: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: acts }),
  items: fc.array(acts, { minLength: 1, maxLength: 6 }),
  childType: fc.constantFrom('STANDARD' as const, 'EXPRESS' as const),
  toleratedFailureCount: fc.nat(3),
  maxConcurrency: fc.nat(3),
});

/** The schedules of a seed: the same seed and number give the same ones, and a larger number more of them. */
export function sampleSchedules(seed: number, runs: number): Schedule[] {
  return fc.sample(schedules, { seed, numRuns: runs });
}
