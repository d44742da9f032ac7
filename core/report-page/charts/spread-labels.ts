/** A text at a place on an axis of time: to the right of it, or at the plot's end to the left. */
export interface SpreadLabel {
  name: string;
  ms: number;
  atEnd: boolean;
}

/** A letter's share of the plot's width on a phone. */
const letter = 0.027;
/** Shares of the width from which on a label would leave the plot on its right. */
const endsFrom = 0.8;

/**
 * Labels of places on a logarithmic axis, in order. Those that would overlap become one at the first one's place: `p50 p90`.
 * @param marks in ascending order of `ms`
 */
export function spreadLabels(
  marks: readonly { name: string; ms: number }[],
  from: number,
  to: number,
): SpreadLabel[] {
  const shareOf = (ms: number): number => Math.log(ms / from) / Math.log(to / from);
  /** Where a label begins and ends, with a space behind it. */
  const reachOf = ({ name, ms, atEnd }: SpreadLabel): [number, number] => {
    const share = shareOf(ms);
    const width = (name.length + 1) * letter;
    return atEnd ? [share - width, share] : [share, share + width];
  };
  const overlap = (left: SpreadLabel, right: SpreadLabel): boolean => reachOf(right)[0] < reachOf(left)[1];
  const labels: SpreadLabel[] = [];
  for (const mark of marks) {
    let label: SpreadLabel = { ...mark, atEnd: shareOf(mark.ms) > endsFrom };
    // A label that holds two names at the end reaches further to the left, and may come upon the one before.
    for (let last = labels.at(-1); last !== undefined && overlap(last, label); last = labels.at(-1)) {
      label = { ...last, name: `${last.name} ${label.name}` };
      labels.pop();
    }
    labels.push(label);
  }
  return labels;
}
