import type { TimeHistogram } from '../../contracts/report-details.ts';

/** Bars that can still be told apart on a phone. */
const mostBars = 48;

/** Neighbouring bars of a histogram joined, equally many each, until 48 at most are left; the first may start above 0. */
export function joinBars(histogram: TimeHistogram): TimeHistogram {
  const together = Math.ceil(histogram.length / mostBars);
  const joined: TimeHistogram = [];
  for (let at = 0; at < histogram.length; at += together) {
    const group = histogram.slice(at, at + together);
    const [first, last] = [group.at(0), group.at(-1)];
    if (first === undefined || last === undefined) continue;
    joined.push({
      fromMs: first.fromMs,
      toMs: last.toMs,
      count: group.reduce((sum, { count }) => sum + count, 0),
    });
  }
  return joined;
}
