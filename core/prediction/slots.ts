import { initialLimitFor, largestStep, policyParameters } from '../govern/parameters.ts';

/** How fast AWS lets units begin. */
export interface ServiceRates {
  /** Children that a map run starts in a second. */
  startsPerSecond: number;
  /** Environments that one function has at once from the first moment on, and that it gets on top each second. */
  environmentsAtOnce: number;
  environmentsPerSecond: number;
}

/**
 * AWS's rates. Children: 100/s STANDARD, 1,000/s EXPRESS
 * (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). Lambda: 1,000 environments per 10 s and function
 * (https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html).
 */
export function awsRates(childType: 'STANDARD' | 'EXPRESS'): ServiceRates {
  return {
    startsPerSecond: childType === 'EXPRESS' ? 1_000 : 100,
    environmentsAtOnce: 1_000,
    environmentsPerSecond: 100,
  };
}

/** A cloud without rates, as the local one is unless it is told otherwise. */
export const noRates: Readonly<ServiceRates> = {
  startsPerSecond: Number.POSITIVE_INFINITY,
  environmentsAtOnce: Number.POSITIVE_INFINITY,
  environmentsPerSecond: Number.POSITIVE_INFINITY,
};

/**
 * When each slot may begin its first unit, milliseconds after the first one comes up: not before children may start, not before
 * Lambda has an environment, and not before Govern's slow start has come to it.
 * @param options.unitMs of one unit: Govern judges a step when its units have shown it
 */
export function openSlots(options: {
  slots: number;
  /** What Govern climbs to, if it does: more than `slots` where there are fewer units. */
  maxConcurrency: number;
  adaptive: boolean;
  unitMs: number;
  rates: ServiceRates;
}): Float64Array {
  const { slots, maxConcurrency, adaptive, unitMs, rates } = options;
  const climb = adaptive ? climbOf(maxConcurrency, unitMs) : [{ limit: maxConcurrency, atMs: 0 }];
  const opens = new Float64Array(slots);
  let step = 0;
  for (let slot = 0; slot < slots; slot++) {
    while (step < climb.length - 1 && slot >= (climb[step]?.limit ?? 0)) step += 1;
    const started = (slot / rates.startsPerSecond) * 1_000;
    const ramped =
      slot < rates.environmentsAtOnce
        ? 0
        : ((slot - rates.environmentsAtOnce) / rates.environmentsPerSecond) * 1_000;
    opens[slot] = Math.max(started, ramped, climb[step]?.atMs ?? 0);
  }
  return opens;
}

/** Least time in which Govern sees what a step of the limit did. */
const leastLookMs = 1_000;

/** The limits of a climb that nothing stops, and when each is reached. */
function climbOf(max: number, unitMs: number): { limit: number; atMs: number }[] {
  const initialLimit = initialLimitFor(max);
  const parameters = policyParameters.parse({ initialLimit, max });
  const stepMs = parameters.reportMs + Math.max(leastLookMs, unitMs);
  const share = largestStep(parameters);
  const climb = [{ limit: initialLimit, atMs: 0 }];
  for (let limit = initialLimit; limit < max; ) {
    limit = Math.min(max, Math.ceil(limit * (1 + share)));
    climb.push({ limit, atMs: climb.length * stepMs });
  }
  return climb;
}
