import type { MetricsRecorder } from '../../core/metrics/catalog.ts';
import { handlerMsOf } from '../../core/unit/sum-receipts.ts';
import type { CommittedWork } from './run-unit.ts';

/**
 * Takes down what an invocation of the unit function did, in one line at its end: a unit counts once, in the invocation that
 * committed it, a start of an environment in the one that it was for. An invocation that was warm and committed nothing has nothing
 * to say.
 */
export function recordInvocation(
  metrics: MetricsRecorder,
  about: { run: string; unit: number },
  { initMs, work }: { initMs: number; work: CommittedWork | undefined },
): void {
  if (work === undefined && initMs === 0) return;
  metrics.record(
    { ColdStarts: initMs > 0 ? 1 : 0, ...(work && valuesOf(work)) },
    { ...about, ...(work && { attempt: work.receipt.attempt }) },
  );
}

function valuesOf({ receipt: { items, timing }, throttles }: CommittedWork) {
  return {
    ItemsSucceeded: items.succeeded,
    ItemsFailed: items.failed,
    UnitsCommitted: 1,
    UnitDuration: handlerMsOf(timing),
    Throttles: throttles,
  };
}
