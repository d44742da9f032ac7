/**
 * TimeoutSeconds of a unit's attempt: three times what is predicted, 30 s at least, Lambda's 900 s or less at most.
 * @param predictedMs how long the unit is expected to take
 * @param lambdaLimitSeconds what the unit function may run @default 900
 */
export function unitTimeoutSeconds(predictedMs: number, lambdaLimitSeconds = 900): number {
  const seconds = Math.ceil((3 * predictedMs) / 1000);
  return Math.min(lambdaLimitSeconds, Math.max(30, Number.isFinite(seconds) ? seconds : lambdaLimitSeconds));
}
