/** Tolerances of a Map Run; undefined is not the same as 0. */
export interface Tolerance {
  count: number | undefined;
  percentage: number | undefined;
}

/**
 * Whether a Map Run has failed by AWS's rules: the count rule applies when a count is set or no percentage is
 * (failed > count), the percentage rule when a percentage is set (failed / total > percentage); either is enough.
 * @param failedItems items that failed or timed out; a failed batch counts with all its items
 * @param totalItems all items of the run; undefined as long as they are still being read
 */
export function exceedsTolerance(
  failedItems: number,
  totalItems: number | undefined,
  { count, percentage }: Tolerance,
): boolean {
  if ((count !== undefined || percentage === undefined) && failedItems > (count ?? 0)) return true;
  if (percentage === undefined || totalItems === undefined) return false;
  return failedItems * 100 > percentage * totalItems;
}
