/** Items that failed, in percent of all items of their run; 0 for a run without items. */
export function failureRate({ failed, total }: { failed: number; total: number }): number {
  return total === 0 ? 0 : (failed / total) * 100;
}
