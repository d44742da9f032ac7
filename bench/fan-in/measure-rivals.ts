import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Crc64Nvme, combineCrc64, decodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { prepareMemory } from './prepare-memory.ts';
import { processUsage } from './process-usage.ts';
import { type OutputFile, totalBytes } from './write-outputs.ts';

/** What a program took to concatenate the files, its start included. */
export interface MeasuredRival {
  name: string;
  ms: number;
  cpuSeconds: number;
}

/**
 * Lets other programs make one file of the same files, each in a process of its own.
 * @throws Error if one fails or gives other bytes
 */
export async function measureRivals(folder: string, files: readonly OutputFile[]): Promise<MeasuredRival[]> {
  mkdirSync(folder, { recursive: true });
  const output = join(folder, 'output.jsonl');
  const input = join(folder, 'input.json');
  const paths = files.map(({ path }) => path);
  writeFileSync(input, JSON.stringify({ inputs: paths, output }));
  const script = (name: string) => [process.execPath, join(import.meta.dirname, name), input];
  const rivals: [name: string, command: string[]][] = [
    ['cat', ['cat', ...paths]],
    ['Node stream concat', script('concat-process.ts')],
    ['DuckDB', script('duckdb-process.ts')],
  ];
  const measured: MeasuredRival[] = [];
  for (const [name, command] of rivals) {
    prepareMemory(folder, totalBytes(files));
    const took = await runRival(command, name === 'cat' ? output : undefined);
    await compareContent(name, output, files);
    measured.push({ name, ...took });
    rmSync(output);
  }
  return measured;
}

async function runRival([program = '', ...parameters]: string[], stdout: string | undefined) {
  const descriptor = stdout === undefined ? undefined : openSync(stdout, 'w');
  const from = performance.now();
  const child = spawn(program, parameters, { stdio: ['ignore', descriptor ?? 'inherit', 'inherit'] });
  let cpuSeconds = 0;
  const timer = setInterval(() => {
    cpuSeconds = processUsage(child.pid ?? 0)?.cpuSeconds ?? cpuSeconds;
  }, 20);
  const [code] = await once(child, 'exit');
  const ms = performance.now() - from;
  clearInterval(timer);
  if (descriptor !== undefined) closeSync(descriptor);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { ms, cpuSeconds };
}

async function compareContent(name: string, output: string, files: readonly OutputFile[]): Promise<void> {
  const crc = new Crc64Nvme();
  for await (const chunk of createReadStream(output, { highWaterMark: 1024 ** 2 })) crc.update(chunk);
  const expected = files.reduce(
    (sum, file) => combineCrc64(sum, decodeCrc64(file.crc64nvme), file.bytes),
    0n,
  );
  if (crc.digest() !== expected) throw new Error(`${name} gave other bytes`);
}
