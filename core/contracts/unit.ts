import * as z from 'zod';
import { csvDelimiter, sourceFormat } from './execution-input.ts';

/** An S3 object pinned to one version of its content: every read carries the ETag as IfMatch. */
export const pinnedObject = z.strictObject({ bucket: z.string(), key: z.string(), etag: z.string() });
export type PinnedObject = z.infer<typeof pinnedObject>;

/** One line of `units.jsonl`: a contiguous group of items as a byte range of one object. */
export const unitRange = z.strictObject({
  unit: z.int().min(0),
  /** Index in the run's source of the first item. */
  firstItem: z.int().min(0),
  items: z.int().min(1),
  object: pinnedObject,
  /** The source as the user named it: failures name it. */
  uri: z.string(),
  /** Bytes [start, end) of the object. */
  start: z.int().min(0),
  end: z.int().min(1),
  /** 1-based line of the object on which the range begins. */
  line: z.int().min(1),
});
export type UnitRange = z.infer<typeof unitRange>;

/** What every unit of a run shares. Children of a Distributed Map can't read outer variables, so it travels with each. */
export const runShared = z.strictObject({
  runId: z.string(),
  epoch: z.int().min(1),
  generation: z.int().min(1),
  shards: z.int().min(1),
  format: sourceFormat,
  /** CSV only: the header's names. */
  columns: z.array(z.string()).optional(),
  /** CSV only. */
  delimiter: csvDelimiter.optional(),
  timeoutMs: z.number().positive(),
  retries: z.int().min(0),
  itemConcurrency: z.int().min(1),
  /** Format of the data set, where rows must fit more than the output schema. */
  rowsFit: z.literal('parquet').optional(),
  /** The task folds its rows: a unit's output is one row. */
  folds: z.literal(true).optional(),
  /** The state's TimeoutSeconds. */
  unitTimeoutSeconds: z.int().min(1),
});

/** Event of the unit function. */
export const unitEvent = z.strictObject({ run: runShared, unit: unitRange });
export type UnitEvent = z.infer<typeof unitEvent>;
