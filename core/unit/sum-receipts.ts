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
    timing: {
      startedAt: sum.timing.startedAt,
      endedAt: next.timing.endedAt,
      initMs: sum.timing.initMs + next.timing.initMs,
      runMs: sum.timing.runMs + next.timing.runMs,
      downloadMs: sum.timing.downloadMs + next.timing.downloadMs,
      uploadMs: sum.timing.uploadMs + next.timing.uploadMs,
    },
    itemTimes: bucketsOf(times),
    forks: sum.forks + next.forks,
  };
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
