import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FanInOptions } from '../read-options.ts';
import { measureMerge } from './measure-merge.ts';
import { measureRivals } from './measure-rivals.ts';
import { printTable } from './print-table.ts';
import { megabytes, rate, seconds } from './units.ts';
import { writeOutputs } from './write-outputs.ts';

/** Bytes of an output that S3 copies by itself. */
const copiedOutputBytes = 6 * 1024 ** 2;

/** Merges outputs on the local cloud beside other programs, and prints what came out. Leaves nothing behind. */
export async function runFanIn(options: FanInOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-bench-'));
  try {
    await compareSpeed(folder, options);
    await compareMemory(folder, options);
    await countCopied(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareSpeed(folder: string, { outputs, bytes }: FanInOptions): Promise<void> {
  const files = writeOutputs(join(folder, 'outputs'), outputs, bytes / outputs);
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const rivals = await measureRivals(join(folder, 'rivals'), files);
  const { merged, usage } = await measureMerge(join(folder, 'cloud'), files);
  const node = rivals.find(({ name }) => name === 'Node stream concat')?.ms ?? 0;
  const rows = [...rivals, { name: 'fanfold', ms: merged.ms, cpuSeconds: usage.cpuSeconds }];
  printTable(
    `${outputs} outputs, ${megabytes(total)} of JSONL`,
    ['', 'seconds', 'MB/s', 'of the Node stream concat', 'processor seconds'],
    rows.map(({ name, ms, cpuSeconds }) => [
      name,
      seconds(ms),
      rate(total, ms),
      `${Math.round((node / ms) * 100)} %`,
      cpuSeconds.toFixed(1),
    ]),
  );
  printTable(
    `What fanfold did: ${merged.jobs} merge jobs`,
    ['state', 'seconds'],
    merged.times.map(({ state, ms }) => [state, seconds(ms)]),
  );
  printTable(
    'What its processes used',
    ['process', 'peak resident memory', 'processor seconds'],
    usage.processes.map(({ name, peakBytes, cpuSeconds }) => [
      name,
      megabytes(peakBytes),
      cpuSeconds.toFixed(1),
    ]),
  );
  rmSync(join(folder, 'outputs'), { recursive: true });
}

async function compareMemory(folder: string, { quick }: FanInOptions): Promise<void> {
  const bytesEach = 200_000;
  const rows: string[][] = [];
  for (const outputs of quick ? [100, 1_000] : [100, 1_000, 10_000]) {
    const place = join(folder, `memory-${outputs}`);
    const files = writeOutputs(join(place, 'outputs'), outputs, bytesEach);
    const { usage, merged } = await measureMerge(join(place, 'cloud'), files);
    const peak = (name: string): string => {
      const found = usage.processes.find((each) => each.name === name);
      return found === undefined ? 'none' : megabytes(found.peakBytes);
    };
    rows.push([
      String(outputs),
      peak('plan-merge'),
      peak('merge'),
      peak('seal'),
      peak('S3'),
      seconds(merged.ms),
    ]);
    rmSync(place, { recursive: true });
  }
  printTable(
    `Peak resident memory, outputs of ${megabytes(bytesEach)}`,
    ['outputs', 'plan-merge', 'merge', 'seal', 'S3 server', 'seconds'],
    rows,
  );
}

async function countCopied(folder: string, { quick }: FanInOptions): Promise<void> {
  const place = join(folder, 'copied');
  const outputs = quick ? 20 : 100;
  const files = writeOutputs(join(place, 'outputs'), outputs, copiedOutputBytes);
  const { merged, moved } = await measureMerge(join(place, 'cloud'), files);
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  printTable(
    `${outputs} outputs of 5 MiB and more, ${megabytes(total)}`,
    ['bytes through Lambdas', 'bytes copied by S3', 'seconds', 'MB/s'],
    [[String(moved.streamedBytes), String(moved.copiedBytes), seconds(merged.ms), rate(total, merged.ms)]],
  );
}
