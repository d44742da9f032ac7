import * as z from 'zod';
import { csvDelimiter, sourceFormat } from '../contracts/execution-input.ts';
import { failureCode } from '../contracts/failure.ts';
import { jsonSchema } from '../contracts/task-document.ts';

/** What the item process is told of the unit whose items follow. */
export const itemSetup = z.strictObject({
  /** Run the items; or ask the task what they claim (key and writes, one row of JSON each); or fold rows into one. */
  mode: z.enum(['run', 'identify', 'fold']),
  runId: z.string(),
  unit: z.int(),
  firstItem: z.int(),
  format: sourceFormat,
  columns: z.array(z.string()).optional(),
  delimiter: csvDelimiter.optional(),
  /** Rows must fit the columns that Parquet reads off this JSON Schema. */
  parquetOf: jsonSchema.optional(),
  timeoutMs: z.number(),
  retries: z.int(),
  itemConcurrency: z.int(),
});
export type ItemSetup = z.infer<typeof itemSetup>;

/** What an item process says of an item in mode `identify`. */
export const itemClaims = z.strictObject({
  key: z.string().optional(),
  writes: z.array(z.string()).optional(),
});

/** Why an item failed, as the item process or the unit saw it. */
export const itemFailure = z.strictObject({
  code: failureCode,
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
});
export type ItemFailure = z.infer<typeof itemFailure>;

/** Longest text of an error that a record keeps: a stack of a megabyte helps nobody. */
const maxTextLength = 4_000;

/** An error, or whatever was thrown, as a failure. What was thrown may be of any kind, so reading it may throw, too. */
export function describeError(code: ItemFailure['code'], error: unknown): ItemFailure {
  try {
    return readError(code, error);
  } catch {
    return { code, name: 'NonError', message: "something that can't be shown as text" };
  }
}

function readError(code: ItemFailure['code'], error: unknown): ItemFailure {
  if (!(error instanceof Error)) return { code, name: 'NonError', message: shorten(String(error)) };
  return {
    code,
    name: shorten(String(error.name)),
    message: shorten(String(error.message)),
    ...(typeof error.stack === 'string' && { stack: shorten(error.stack) }),
  };
}

function shorten(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}...` : text;
}
