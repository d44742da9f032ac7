import { percent, seconds, times } from '../table.ts';
import type { RehearsedRun } from './rehearse-run.ts';
import type { DecidedTick } from './virtual-govern.ts';

/** Everything that Govern decided in a run, a line for each tick, with what it saw. @param best a fixed limit's run */
export function describeTicks(title: string, run: RehearsedRun, best: RehearsedRun): string {
  const ratio = times(run.seconds / best.seconds);
  const line = ({ atMs, sample, limit, reason }: DecidedTick) =>
    [
      `${seconds((atMs - run.traffic.beganAt) / 1000).padStart(8)}`,
      String(sample.limit).padStart(6),
      String(sample.unitsRunning).padStart(6),
      String(sample.attempts).padStart(9),
      String(sample.throttles).padStart(10),
      ` ${limit === sample.limit ? ' ' : '*'} ${reason.text}`,
    ].join('');
  return `**${title}**, seed ${run.seed}: ${seconds(run.seconds)}, ${ratio} of the best fixed limit (${best.control}), ${percent(run.errorShare)} rejected, ${run.failedItems} items failed

    time limit units attempts throttled   decision
${run.ticks.map(line).join('\n')}`;
}
