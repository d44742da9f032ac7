import * as z from 'zod';

/** Why a tick decided as it did: a closed set. */
export const reasonCode = z.enum([
  // Nothing to decide yet.
  'too-few-samples',
  'settling',
  'nothing-pending',
  // The limit stays.
  'steady',
  'at-maximum',
  'at-minimum',
  'not-filled',
  'throughput-flat',
  'limit-was-set',
  'too-small-a-change',
  'calls-spent',
  // The limit grows.
  'throughput-grew',
  'probe-up',
  'no-throttles',
  // The limit shrinks.
  'throttled',
  'lambda-throttled',
  'errors-rose',
  'latency-inflated',
  'throughput-fell',
  'probe-down',
  // A change that was tried is kept or undone.
  'fewer-do-as-well',
  'fewer-do-less',
  'more-do-no-more',
]);
export type ReasonCode = z.infer<typeof reasonCode>;

/** A reason: its code, the figures that triggered it, and a sentence for people. */
export const reason = z.strictObject({
  code: reasonCode,
  figures: z.record(z.string(), z.number()),
  text: z.string(),
});
export type Reason = z.infer<typeof reason>;

type Figures = Record<string, number>;

const sentences: Record<ReasonCode, (figures: Figures) => string> = {
  'too-few-samples': (f) => `${count(f.attempts)} attempts seen, too few to judge`,
  settling: (f) => `${count(f.running)} units run, the last change is still taking effect`,
  'nothing-pending': () => 'no unit is waiting',
  steady: (f) => `steady at ${count(f.throughput)} items/s`,
  'at-maximum': (f) => `throughput ${count(f.throughput)} items/s, at the maximum`,
  'at-minimum': () => 'at the minimum',
  'not-filled': (f) => `only ${count(f.running)} units run, more room would bring nothing`,
  'throughput-flat': (f) =>
    `${percent(f.concurrency)} more units brought ${percent(f.throughput)} more throughput`,
  'limit-was-set': () => 'the limit is not the one decided last, it is taken as it is',
  'too-small-a-change': (f) => `a change to ${count(f.wanted)} is too small to make`,
  'calls-spent': (f) => `a change to ${count(f.wanted)} waits, UpdateMapRun was called often enough`,
  'throughput-grew': (f) =>
    `throughput grew ${percent(f.throughput)} with ${percent(f.concurrency)} more units`,
  'probe-up': (f) => `${count((f.waitedMs ?? 0) / 1000)} s since the last change, more is tried`,
  'no-throttles': (f) => `no throttles among ${count(f.attempts)} attempts`,
  throttled: (f) => `${percent(f.share)} of attempts were throttled`,
  'lambda-throttled': (f) =>
    `Lambda throttled ${count(f.throttles)} invocations, ${count(f.running)} units run`,
  'errors-rose': (f) => `${percent(f.share)} of attempts failed, ${percent(f.usual)} is usual`,
  'latency-inflated': (f) =>
    `an item takes ${percent(f.latency)} longer and throughput fell ${percent(f.fell)}`,
  'throughput-fell': (f) => `throughput fell ${percent(f.fell)} with ${percent(f.concurrency)} more units`,
  'probe-down': (f) => `items take ${percent(f.longer)} longer than at best, fewer are tried`,
  'fewer-do-as-well': (f) => `${percent(f.concurrency)} fewer units cost ${percent(f.fell)} of throughput`,
  'fewer-do-less': (f) => `${percent(f.concurrency)} fewer units cost ${percent(f.fell)} of throughput`,
  'more-do-no-more': (f) =>
    `${percent(f.concurrency)} more units brought ${percent(f.throughput)} more throughput`,
};

/** Makes a reason; `from` and `to`, limits, tell what it led to: `throughput grew 12 % ... → +16`. */
export function explain(code: ReasonCode, figures: Figures, from: number, to: number): Reason {
  const change = to === from ? `stays at ${from}` : `${to > from ? '+' : '−'}${Math.abs(to - from)}`;
  return { code, figures, text: `${sentences[code](figures)} → ${change}` };
}

function count(value: number | undefined): string {
  return Math.round(value ?? 0).toLocaleString('en');
}

function percent(share: number | undefined): string {
  const value = (share ?? 0) * 100;
  return `${Math.abs(value) < 10 ? Number(value.toFixed(1)) : Math.round(value)} %`;
}
