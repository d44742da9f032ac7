import * as z from 'zod';

/**
 * A task's plain settings: what infrastructure and Plan need to know of it, JSON-safe.
 * Infrastructure hands them to Plan with what the construct overrides.
 */
export const taskSettings = z.strictObject({
  name: z.string(),
  timeoutMs: z.number().positive(),
  retries: z.int().min(0),
  memoryMb: z.int(),
  unitItems: z.union([z.literal('auto'), z.int()]).optional(),
  maxConcurrency: z.int().optional(),
  toleratedFailurePercentage: z.number().optional(),
  toleratedFailureCount: z.int().optional(),
  itemConcurrency: z.int().optional(),
  /** The task folds its rows into one. */
  folds: z.literal(true).optional(),
  /** What the task says of its items, so that Plan can check that they are independent. */
  claims: z.array(z.enum(['key', 'writes'])).optional(),
});
export type TaskSettings = z.infer<typeof taskSettings>;
