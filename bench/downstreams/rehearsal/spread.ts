/** How some runs' figures spread; larger is worse. */
export interface Spread {
  median: number;
  /** Nine of ten are no worse. */
  ninetieth: number;
  worst: number;
}

/** The spread of figures, each of which is one that was there. @throws RangeError if there are none */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    if (value === undefined) throw new RangeError('No figures have no spread');
    return value;
  };
  return { median: at(0.5), ninetieth: at(0.9), worst: at(1) };
}
