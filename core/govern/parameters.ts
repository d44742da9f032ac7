import * as z from 'zod';

/** What bounds the limit. */
export const policyParameters = z
  .strictObject({
    /** MaxConcurrency that the map run starts with: what Plan wrote. */
    initialLimit: z.int().min(1),
    min: z.int().min(1).default(1),
    /**
     * The user's maxConcurrency or the account's headroom (10 environments kept free), whichever is less. A map run has 10,000
     * children at most.
     */
    max: z.int().min(1).max(10_000),
    /** Items that a unit runs side by side. */
    itemConcurrency: z.int().min(1).default(1),
    /** Environments that Lambda adds to one function in 10 s. */
    rampPer10s: z.int().min(1).default(1_000),
    /** Between two reports of a unit: what a report says may be this old. */
    reportMs: z.number().min(0).default(3_000),
  })
  .refine(({ min, max }) => min <= max, { error: 'min must not be more than max', path: ['min'] })
  .refine(({ initialLimit, min, max }) => initialLimit >= min && initialLimit <= max, {
    error: 'initialLimit must be from min to max',
    path: ['initialLimit'],
  });
export type PolicyParameters = z.output<typeof policyParameters>;
export type PolicyParametersGiven = z.input<typeof policyParameters>;

/**
 * Where a slow start begins: an eighth of the most, so that three doublings reach it, and 10 at least (or the most), since
 * fewer tell too little; never more than Lambda starts at once.
 */
export function initialLimitFor(max: number): number {
  return Math.min(max, 1_000, Math.max(10, Math.ceil(max / 8)));
}

/**
 * Largest step of a climb, as a share of the limit: three of them lead from the initial limit to the most. Never more than
 * doubling, however far that is; never less than a quarter, so that a step shows in what is done.
 */
export function largestStep({ initialLimit, max }: PolicyParameters): number {
  const share = Math.cbrt(max / initialLimit) - 1;
  return Math.min(1, Math.max(0.25, Math.round(share * 50) / 50));
}
