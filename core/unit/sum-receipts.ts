import type { Receipt } from '../contracts/receipt.ts';
import { addBuckets, bucketsOf, createHistogram } from '../statistics/histogram.ts';

/**
 * Adds up receipts of consecutive parts of one unit. Keys and digests are the first part's: the objects' own are known
 * once they are joined.
 * @throws Error if there are none
 */
export function sumReceipts(parts: readonly Receipt[]): Receipt {
  const [first, ...rest] = parts;
  if (first === undefined) throw new Error('there are no receipts to add up');
  return rest.reduce(addReceipt, first);
}

function addReceipt(sum: Receipt, next: Receipt): Receipt {
  const times = createHistogram();
  addBuckets(times, sum.itemTimes);
  addBuckets(times, next.itemTimes);
  return {
    ...sum,
    items: {
      total: sum.items.total + next.items.total,
      succeeded: sum.items.succeeded + next.items.succeeded,
      failed: sum.items.failed + next.items.failed,
    },
    retries: sum.retries + next.retries,
    output: addOutputs(sum.output, next.output),
    failures: addFailures(sum.failures, next.failures),
    timing: addTimings(sum.timing, next.timing),
    itemTimes: bucketsOf(times),
    forks: sum.forks + next.forks,
    ...optional('peakMb', largest(sum.peakMb, next.peakMb)),
  };
}

/** Adds up the times of consecutive invocations of one unit: it was queued before the first one. */
export function addTimings(sum: Receipt['timing'], next: Receipt['timing']): Receipt['timing'] {
  return {
    ...sum,
    endedAt: next.endedAt,
    initMs: sum.initMs + next.initMs,
    runMs: sum.runMs + next.runMs,
    downloadMs: sum.downloadMs + next.downloadMs,
    uploadMs: sum.uploadMs + next.uploadMs,
    ...optional('claimMs', both(sum.claimMs, next.claimMs)),
    ...optional('commitMs', both(sum.commitMs, next.commitMs)),
    ...optional('handlerMs', both(handlerMsOf(sum), handlerMsOf(next))),
  };
}

/** How long the handlers ran that did a unit, milliseconds; of a row of an earlier version, from its first to its last moment. */
export function handlerMsOf({ handlerMs, startedAt, endedAt }: Receipt['timing']): number {
  return handlerMs ?? Math.max(0, endedAt - startedAt);
}

function both(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a + b;
}

function largest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function optional<Name extends string>(name: Name, value: number | undefined) {
  return value !== undefined && { [name]: value };
}

function addOutputs(sum: Receipt['output'], next: Receipt['output']): Receipt['output'] {
  if (sum === null || next === null) return sum ?? next;
  return { ...sum, bytes: sum.bytes + next.bytes, rows: sum.rows + next.rows };
}

function addFailures(sum: Receipt['failures'], next: Receipt['failures']): Receipt['failures'] {
  if (sum === null || next === null) return sum ?? next;
  const codes = { ...sum.codes };
  for (const [code, count] of Object.entries(next.codes)) codes[code] = (codes[code] ?? 0) + count;
  return { ...sum, count: sum.count + next.count, codes };
}
