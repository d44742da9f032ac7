import { median } from '../median.ts';
import { type Downstream, itemsFor } from './downstreams.ts';
import { type Control, type MeasuredRun, measureRun, most } from './measure-run.ts';
import type { RunningPipeline } from './start-pipeline.ts';

/** How much is measured. */
export interface Effort {
  /** Fixed limits besides full concurrency. @default the downstream's own */
  limits?: readonly number[];
  /** Runs that find their limit themselves. */
  adaptiveRuns: number;
  /** Share of the times that runs take. */
  scale: number;
}

/** 35 minutes for three downstreams on two cores. */
export const fullEffort: Effort = { adaptiveRuns: 3, scale: 1 };
/** To see that it works. */
export const quickEffort: Effort = { limits: [12], adaptiveRuns: 1, scale: 1 / 4 };

/** A downstream under fixed limits and under the limit that is found. */
export interface MeasuredDownstream {
  downstream: Downstream;
  items: number;
  sweep: readonly MeasuredRun[];
  /** The fixed limit with the least time. */
  best: MeasuredRun;
  full: MeasuredRun;
  adaptive: readonly MeasuredRun[];
  /** Time of the median adaptive run as a multiple of the best fixed limit's. */
  slowdown: number;
  /** Largest share of rejected requests of the adaptive runs. */
  errorShare: number;
}

/**
 * Runs a downstream's items with each fixed limit and with adaptive concurrency.
 * @param say takes a line on each run
 */
export async function measureDownstream(
  running: RunningPipeline,
  downstream: Downstream,
  options: { effort: Effort; folder: string; say: (line: string) => void },
): Promise<MeasuredDownstream> {
  const { effort, folder, say } = options;
  const runMs = downstream.seconds * 1000 * effort.scale;
  const items = itemsFor(downstream, runMs);
  const measure = async (control: Control) => {
    const run = await measureRun(running, { downstream, control, folder, runMs, items });
    const { seconds, wallSeconds, errorShare } = run;
    say(
      `${downstream.name} ${control}: ${seconds.toFixed(1)} s (execution ${wallSeconds.toFixed(1)} s), ${(errorShare * 100).toFixed(2)} % rejected`,
    );
    return run;
  };
  const sweep: MeasuredRun[] = [];
  const adaptive: MeasuredRun[] = [];
  for (const limit of [...(effort.limits ?? downstream.limits), most]) sweep.push(await measure(limit));
  for (let turn = 0; turn < effort.adaptiveRuns; turn++) adaptive.push(await measure('adaptive'));
  const best = sweep.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  return {
    downstream,
    items,
    sweep,
    best,
    full: sweep.find(({ control }) => control === most) ?? best,
    adaptive,
    slowdown: median(adaptive.map(({ seconds }) => seconds)) / best.seconds,
    errorShare: Math.max(...adaptive.map(({ errorShare }) => errorShare)),
  };
}
