import * as z from 'zod';
import { executionInput } from './execution-input.ts';
import { runShared } from './unit.ts';

/** Event of the plan function. `input` is checked by it, so that a refusal can name every problem. */
export const planEvent = z.strictObject({
  input: z.unknown(),
  execution: z.strictObject({ arn: z.string(), name: z.string() }),
});
export type PlanEvent = z.infer<typeof planEvent>;

/** How many units may run at once. */
export const governedConcurrency = z.strictObject({
  /** MaxConcurrency that FanOut starts with. */
  initial: z.int().min(1).max(10_000),
  /** Govern moves it while the run goes on. */
  adaptive: z.boolean(),
  /** What Govern never exceeds. */
  max: z.int().min(1).max(10_000),
});
export type GovernedConcurrency = z.infer<typeof governedConcurrency>;

/** What Plan gives to the state machine. */
export const plan = z.strictObject({
  /** `COMPLETE`: this run id succeeded before with the same source and settings; its result stands. */
  status: z.enum(['PLANNED', 'COMPLETE']),
  run: runShared,
  items: z.int().min(0),
  units: z.strictObject({
    total: z.int().min(0),
    /** Units that FanOut has to run: all of them, or the rest when a run is resumed. */
    pending: z.int().min(0),
    bucket: z.string(),
    key: z.string(),
  }),
  concurrency: governedConcurrency,
  toleratedFailurePercentage: z.number().min(0).max(100),
  toleratedFailureCount: z.int().min(0),
  /** ResultWriter's prefix. */
  mapPrefix: z.string(),
});
export type Plan = z.infer<typeof plan>;

/** The object a run's items come from, as `plan.json` keeps it. */
export const sourceObject = z.strictObject({
  uri: z.string(),
  etag: z.string(),
  bytes: z.int().min(0),
});

/** `runs/<runId>/plan.json`: how the run was planned. A resumed run keeps its units. */
export const planDocument = z.strictObject({
  version: z.literal(1),
  runId: z.string(),
  task: z.string(),
  source: z.array(sourceObject),
  input: executionInput,
  items: z.int().min(0),
  units: z.int().min(0),
  unitItems: z.int().min(0),
  itemConcurrency: z.int().min(1),
  shards: z.int().min(1),
  format: runShared.shape.format,
  columns: runShared.shape.columns,
  delimiter: runShared.shape.delimiter,
});
export type PlanDocument = z.infer<typeof planDocument>;
