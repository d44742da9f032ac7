import { bucketBounds, bucketsOf, type Histogram } from './histogram.ts';

/** A bar of a histogram: times over `from` up to `to`, microseconds. */
export interface Bar {
  from: number;
  to: number;
  count: number;
}

/** The bars from the first bucket that holds a time to the last one, those between that are empty among them. */
export function barsOf(histogram: Histogram): Bar[] {
  const buckets = bucketsOf(histogram);
  const [first, last] = [buckets[0]?.[0], buckets.at(-1)?.[0]];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const bucket = first + at;
    return { ...bucketBounds(bucket), count: histogram.counts.get(bucket) ?? 0 };
  });
}

/** How many times lie in buckets whose middle is within [from, to), microseconds. */
export function countWithin(histogram: Histogram, from: number, to: number): number {
  let sum = 0;
  for (const bar of barsOf(histogram)) {
    const middle = (bar.from + bar.to) / 2;
    if (middle >= from && middle < to) sum += bar.count;
  }
  return sum;
}
