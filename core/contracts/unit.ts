import * as z from 'zod';
import { csvDelimiter, sourceFormat } from './execution-input.ts';
import { receipt } from './receipt.ts';

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

/** Where in a unit's range an invocation goes on that finds the unit begun. */
export const unitPosition = z.strictObject({
  /** Items of the unit before it. */
  done: z.int().min(0),
  /** Offset of the object at which its next item begins, and the 1-based line. */
  start: z.int().min(0),
  line: z.int().min(1),
  /** Attempts at that item that are over, and how many of them count as its retries. */
  attempts: z.int().min(0),
  retriesUsed: z.int().min(0),
});
export type UnitPosition = z.infer<typeof unitPosition>;

/** Event of the unit function. */
export const unitEvent = z.strictObject({
  run: runShared,
  unit: unitRange,
  /** A copy of a unit that runs already, started by Govern: it takes no lease from the original; the first to commit wins. */
  backup: z.literal(true).optional(),
  /** The child workflow that waits for it, if one does; when that began, as Step Functions writes it (ISO 8601). */
  child: z.strictObject({ type: z.enum(['STANDARD', 'EXPRESS']), startedAt: z.string() }).optional(),
});
export type UnitEvent = z.infer<typeof unitEvent>;

/** What an invocation of the unit function gives back. */
export const unitAnswer = z.discriminatedUnion('status', [
  /** The unit is committed, by this attempt or by another. */
  z.strictObject({ status: z.literal('COMMITTED'), receipt }),
  /** Some of it is done and kept; another invocation does the rest. */
  z.strictObject({
    status: z.literal('CONTINUE'),
    unit: z.int().min(0),
    items: z.strictObject({ total: z.int(), done: z.int() }),
  }),
  /** The run is being ended: what was done is kept. */
  z.strictObject({ status: z.literal('STOPPED'), unit: z.int().min(0), reason: z.string() }),
]);
export type UnitAnswer = z.infer<typeof unitAnswer>;
