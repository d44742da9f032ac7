import type { RunProgress } from '../../client/progress.ts';
import type { Output } from '../edge.ts';
import { describeProgress } from './describe-progress.ts';
import { createRate } from './rate.ts';
import type { RunView } from './run-view.ts';

const leastShare = 0.1;
const leastMs = 5_000;

/** Plain lines for files and pipes: one a phase, then one for every tenth of the items or every 5 s. */
export function createPlainView(output: Output, now: () => number = Date.now): RunView {
  const rate = createRate();
  let last: { share: number; at: number; phase: RunProgress['phase'] } | undefined;
  const write = (text: string): void => output.write(`${text}\n`);

  return {
    phase: write,
    step() {},
    note: write,
    progress(progress) {
      if (progress.phase === 'planning') return;
      const at = now();
      const { items } = progress;
      rate.add(items.done, at);
      const { share, facts } = describeProgress(progress, {
        perSecond: rate.perSecond(),
        remainingMs: rate.remainingMs(items.total - items.done),
      });
      const due =
        last === undefined ||
        last.phase !== progress.phase ||
        share - last.share >= leastShare ||
        (at - last.at >= leastMs && last.phase === 'running');
      if (!due) return;
      last = { share, at, phase: progress.phase };
      write(`${`${Math.floor(share * 100)}%`.padStart(4)}  ${facts.join(', ')}`);
    },
    close() {},
  };
}
