import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FanInOptions } from '../read-options.ts';
import { compareSpeed } from './compare-speed.ts';
import { measureMerge } from './measure-merge.ts';
import { printTable } from './print-table.ts';
import { megabytes, rate, seconds } from './units.ts';
import { totalBytes, writeOutputs } from './write-outputs.ts';

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
  const total = totalBytes(files);
  printTable(
    `${outputs} outputs of 5 MiB and more, ${megabytes(total)}`,
    ['bytes through Lambdas', 'bytes copied by S3', 'seconds', 'MB/s'],
    [[String(moved.streamedBytes), String(moved.copiedBytes), seconds(merged.ms), rate(total, merged.ms)]],
  );
}
