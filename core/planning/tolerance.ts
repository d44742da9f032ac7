/** How many failures a run may have. Neither given: none. */
export interface Tolerance {
  toleratedFailurePercentage?: number | undefined;
  toleratedFailureCount?: number | undefined;
}

/**
 * The two tolerance fields of the Distributed Map. Both are always in the definition and Step Functions ends a run when
 * either is exceeded, so the one that isn't given gets a value that never ends a run.
 */
export function nativeTolerance(tolerance: Tolerance, units: number): { percentage: number; count: number } {
  const { toleratedFailurePercentage: percentage, toleratedFailureCount: count } = tolerance;
  if (percentage === undefined && count === undefined) return { percentage: 0, count: 0 };
  return { percentage: percentage ?? 100, count: count ?? units };
}

/** True if more items failed than the run may have: either limit is enough, as in Step Functions. */
export function exceedsTolerance(tolerance: Tolerance, items: { failed: number; total: number }): boolean {
  const { toleratedFailurePercentage: percentage, toleratedFailureCount: count } = tolerance;
  if (percentage === undefined && count === undefined) return items.failed > 0;
  return (
    (count !== undefined && items.failed > count) ||
    (percentage !== undefined && items.failed * 100 > percentage * items.total)
  );
}

/** The tolerance in words: `5 % of the items`, `10 items`, `none`. */
export function describeTolerance(tolerance: Tolerance): string {
  const { toleratedFailurePercentage: percentage, toleratedFailureCount: count } = tolerance;
  const parts = [
    ...(count !== undefined ? [`${count} items`] : []),
    ...(percentage !== undefined ? [`${percentage} % of the items`] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join(' and ');
}
