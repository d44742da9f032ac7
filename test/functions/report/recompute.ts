import type { RawReceipt } from './read-raw-run.ts';

/** Sum of what is picked of each. */
export function sum<Value>(values: readonly Value[], of: (value: Value) => number): number {
  let total = 0;
  for (const value of values) total += of(value);
  return total;
}

/** Upper end of the bucket of a time in microseconds: 16 buckets for each doubling. */
const bucketOf = (microseconds: number) => (microseconds <= 1 ? 0 : Math.ceil(Math.log2(microseconds) * 16));
const middleMs = (bucket: number) => 2 ** ((bucket === 0 ? 0 : bucket - 0.5) / 16) / 1_000;

function rank<Value>(sorted: readonly Value[], share: number): Value | undefined {
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
}

/** Quantiles of times that are known one by one: as their histogram shows them, nothing and the longest as they are. */
export function quantilesOf(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  const max = sorted.at(-1) ?? 0;
  const at = (share: number) => {
    const exact = rank(sorted, share) ?? 0;
    return exact === 0 ? 0 : Math.min(max, middleMs(bucketOf(exact * 1_000)));
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max };
}

/** Quantiles of items' times, of which a receipt tells the bucket only. */
export function itemQuantilesOf(receipts: readonly RawReceipt[]) {
  const buckets = bucketsOf(receipts);
  const at = (share: number) => middleMs(rank(buckets, share) ?? 0);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: 2 ** ((buckets.at(-1) ?? 0) / 16) / 1_000 };
}

/** Each item's bucket, in order. */
export function bucketsOf(receipts: readonly RawReceipt[]): number[] {
  return receipts
    .flatMap(({ itemTimes }) =>
      itemTimes.flatMap(([bucket, count]) => Array.from({ length: count }, () => bucket)),
    )
    .sort((a, b) => a - b);
}

/** Bars of values by their buckets. */
export function barsOf(buckets: readonly number[]) {
  const [first = 0, last = -1] = [Math.min(...buckets), Math.max(...buckets)];
  const bars = [];
  for (let bucket = first; bucket <= last; bucket++)
    bars.push({
      fromMs: bucket === 0 ? 0 : 2 ** ((bucket - 1) / 16) / 1_000,
      toMs: 2 ** (bucket / 16) / 1_000,
      count: buckets.filter((each) => each === bucket).length,
    });
  return bars;
}

export function bucketsOfTimes(milliseconds: readonly number[]): number[] {
  return milliseconds.map((ms) => bucketOf(ms * 1_000));
}

/** What was at work, millisecond by millisecond. */
export function momentsOf(
  receipts: readonly RawReceipt[],
  span: { startedAt: number; endedAt: number },
  limitAt: (until: number) => number,
) {
  const stepMs = Math.max(100, Math.ceil((span.endedAt - span.startedAt) / 300));
  const moments = [];
  for (let from = span.startedAt; from < span.endedAt; from += stepMs) {
    const to = Math.min(from + stepMs, span.endedAt);
    let [busy, items] = [0, 0];
    for (let ms = from; ms < to; ms++) {
      for (const { timing, items: of } of receipts) {
        const end = Math.max(timing.endedAt, timing.startedAt + 1);
        if (ms < timing.startedAt || ms >= end) continue;
        busy += 1;
        items += of.total / (end - timing.startedAt);
      }
    }
    moments.push({
      at: from,
      running: busy / (to - from),
      limit: limitAt(from + stepMs),
      itemsPerSecond: (items * 1_000) / (to - from),
    });
  }
  return moments;
}

/**
 * CRC64NVME, bit by bit, as S3 writes it down: big-endian, base64. Polynomial 0xad93d23594c93659, reflected
 * (https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-nvme).
 */
export function crc64nvmeOf(bytes: Uint8Array): string {
  let crc = 0xffff_ffff_ffff_ffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & 1n) === 0n ? crc >> 1n : (crc >> 1n) ^ 0x9a6c_9329_ac4b_c9b5n;
  }
  const digest = Buffer.alloc(8);
  digest.writeBigUInt64BE(crc ^ 0xffff_ffff_ffff_ffffn);
  return digest.toString('base64');
}

/** Numbers that are equal but for the last digits of floating point. */
export function roundAll(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each) => (typeof each === 'number' ? Number(each.toPrecision(9)) : each)),
  );
}
