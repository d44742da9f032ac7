import type { SealResult } from '../../core/contracts/run-result.ts';
import type { MetricsRecorder } from '../../core/metrics/catalog.ts';
import { failureRate } from '../../core/metrics/failure-rate.ts';

/** Takes down how a run ended that was sealed. */
export function recordSealed(metrics: MetricsRecorder, { runId, status, items }: SealResult): void {
  const succeeded = status === 'SUCCEEDED';
  metrics.record(
    { RunsSucceeded: Number(succeeded), RunsFailed: Number(!succeeded), FailureRate: failureRate(items) },
    { run: runId },
  );
}
