import * as z from 'zod';

/** Why an item failed. */
export const failureCode = z.enum([
  /** Not readable as an item: broken JSON, wrong number of fields, invalid UTF-8, too long. */
  'malformed',
  /** Refused by the task's input schema. */
  'invalid-input',
  /** A row was refused by the task's output schema. */
  'invalid-output',
  /** `run` threw. */
  'thrown',
  /** Ran into its time limit. */
  'timeout',
  /** Took more memory than its process may have. */
  'out-of-memory',
  /** Ended its process: exit, abort, a signal. */
  'crashed',
]);
export type FailureCode = z.infer<typeof failureCode>;

/** One line of `failures.jsonl`. Never the item's content. */
export const failureRecord = z.strictObject({
  /** 0-based index of the item in the source. */
  item: z.int().min(0),
  code: failureCode,
  /** The error's name. */
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
  /** Attempts made. */
  attempt: z.int().min(1),
  /** Run time of all attempts; of the last one if it ended its process. */
  durationMs: z.number().min(0),
  source: z.strictObject({
    uri: z.string(),
    line: z.int().min(1),
    start: z.int().min(0),
    end: z.int().min(0),
  }),
  unit: z.int().min(0),
  /** Where the item's rows would stand in its unit's output: bytes before them. A retry puts them there. */
  output: z.strictObject({ offset: z.int().min(0) }),
  /** Log stream of the execution environment. */
  environment: z.string(),
});
export type FailureRecord = z.infer<typeof failureRecord>;
