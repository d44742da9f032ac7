import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FanInOptions } from '../read-options.ts';
import { type MeasuredMerge, measureMerge } from './measure-merge.ts';
import { type MeasuredRival, measureRivals } from './measure-rivals.ts';
import { median } from './median.ts';
import { printTable } from './print-table.ts';
import { megabytes, percent, rate, seconds } from './units.ts';
import { totalBytes, writeOutputs } from './write-outputs.ts';

/** What each program took in one round, fanfold's the last. */
type Round = readonly MeasuredRival[];

/** Lets each program make one file of the same outputs, in several rounds, and prints the medians. */
export async function compareSpeed(folder: string, { outputs, bytes, rounds }: FanInOptions): Promise<void> {
  const files = writeOutputs(join(folder, 'outputs'), outputs, bytes / outputs);
  const measured: Round[] = [];
  const merges: MeasuredMerge[] = [];
  for (let round = 0; round < rounds; round++) {
    const rivals = await measureRivals(join(folder, 'rivals'), files);
    const place = join(folder, 'cloud');
    const merge = await measureMerge(place, files);
    rmSync(place, { recursive: true });
    merges.push(merge);
    measured.push([...rivals, { name: 'fanfold', ms: merge.merged.ms, cpuSeconds: merge.usage.cpuSeconds }]);
  }
  rmSync(join(folder, 'outputs'), { recursive: true });
  printSpeed(`${outputs} outputs, ${megabytes(totalBytes(files))} of JSONL`, totalBytes(files), measured);
  printMerge(merges);
}

function printSpeed(title: string, total: number, rounds: readonly Round[]): void {
  const names = rounds[0]?.map(({ name }) => name) ?? [];
  const of = (round: Round, name: string) =>
    round.find((each) => each.name === name) ?? { ms: 0, cpuSeconds: 0 };
  const concat = 'Node stream concat';
  printTable(
    `${title}, median of ${rounds.length} rounds`,
    ['', 'seconds', 'MB/s', `of the ${concat}`, 'in each round', 'processor seconds'],
    names.map((name) => {
      const ms = median(rounds.map((round) => of(round, name).ms));
      const ratios = rounds.map((round) => of(round, concat).ms / of(round, name).ms);
      return [
        name,
        seconds(ms),
        rate(total, ms),
        percent(median(ratios)),
        ratios.map(percent).join(', '),
        median(rounds.map((round) => of(round, name).cpuSeconds)).toFixed(1),
      ];
    }),
  );
}

function printMerge(merges: readonly MeasuredMerge[]): void {
  const [first] = merges;
  if (first === undefined) return;
  printTable(
    `What fanfold did: ${first.merged.jobs} merge jobs`,
    ['state', 'seconds'],
    first.merged.times.map(({ state }, at) => [
      state,
      seconds(median(merges.map(({ merged }) => merged.times[at]?.ms ?? 0))),
    ]),
  );
  printTable(
    'What its processes used',
    ['process', 'peak resident memory', 'processor seconds'],
    first.usage.processes.map(({ name }) => {
      const used = merges.flatMap(({ usage }) => usage.processes.filter((each) => each.name === name));
      return [
        name,
        megabytes(Math.max(...used.map(({ peakBytes }) => peakBytes))),
        median(used.map(({ cpuSeconds }) => cpuSeconds)).toFixed(1),
      ];
    }),
  );
}
