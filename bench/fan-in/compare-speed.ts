import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../median.ts';
import type { FanInOptions } from '../read-options.ts';
import { type MeasuredMerge, measureMerge } from './measure-merge.ts';
import { type MeasuredRival, measureRivals } from './measure-rivals.ts';
import { printTable } from './print-table.ts';
import { megabytes, percent, rate, seconds } from './units.ts';
import { totalBytes, writeOutputs } from './write-outputs.ts';

const concat = 'Node stream concat';

/** Lets each program make one file of the same outputs, in several rounds, and prints the medians. */
export async function compareSpeed(folder: string, { outputs, bytes, rounds }: FanInOptions): Promise<void> {
  const files = writeOutputs(join(folder, 'outputs'), outputs, bytes / outputs);
  const programs = new Map<string, MeasuredRival[]>();
  const merges: MeasuredMerge[] = [];
  for (let round = 0; round < rounds; round++) {
    const rivals = await measureRivals(join(folder, 'rivals'), files);
    const place = join(folder, 'cloud');
    const merge = await measureMerge(place, files);
    rmSync(place, { recursive: true });
    merges.push(merge);
    const own = { name: 'fanfold', ms: merge.merged.ms, cpuSeconds: merge.usage.cpuSeconds };
    for (const took of [...rivals, own]) programs.set(took.name, [...(programs.get(took.name) ?? []), took]);
  }
  rmSync(join(folder, 'outputs'), { recursive: true });
  printSpeed(outputs, totalBytes(files), programs);
  printMerge(merges);
}

/** @param programs for each program what it took, round by round */
function printSpeed(outputs: number, total: number, programs: ReadonlyMap<string, MeasuredRival[]>): void {
  const measure = programs.get(concat);
  if (measure === undefined) throw new Error(`${concat} was not measured`);
  printTable(
    `${outputs} outputs, ${megabytes(total)} of JSONL, rounds: ${measure.length}, medians`,
    ['', 'seconds', 'MB/s', `of the ${concat}`, 'in each round', 'processor seconds'],
    [...programs].map(([name, rounds]) => {
      const ms = median(rounds.map((took) => took.ms));
      const ratios = measure.flatMap((other, round) => {
        const took = rounds[round];
        return took === undefined ? [] : [other.ms / took.ms];
      });
      return [
        name,
        seconds(ms),
        rate(total, ms),
        percent(median(ratios)),
        ratios.map(percent).join(', '),
        median(rounds.map(({ cpuSeconds }) => cpuSeconds)).toFixed(1),
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
      seconds(median(merges.flatMap(({ merged }) => merged.times[at]?.ms ?? []))),
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
