import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { youngGeneration } from '../../local/daemon/spawn-daemon.ts';
import { startS3 } from '../../local/s3/index.ts';
import { type Figures, figuresSchema, type Measurement } from './messages.ts';

const MB = 1e6;
/** What is promised, on 2 cores. */
const MOST_SECONDS = 10;
const MOST_BYTES_IN_FLIGHT = 20_000;
const MOST_GROWTH_BYTES = 300 * MB;

type Case = Pick<Measurement, 'children' | 'body' | 'type' | 'maxConcurrency'>;

/**
 * Measures the local Distributed Map and prints a line for each measurement, with the bound that it has to keep.
 * @returns whether all bounds are kept
 */
export async function runLocalMap(flags: string[]): Promise<boolean> {
  const quick = flags.includes('--quick');
  const other = flags.find((flag) => flag !== '--quick');
  if (other !== undefined) throw new TypeError(`${other} is no option of local-map; allowed is --quick`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-local-map-'));
  const account = { region: 'us-east-1', accountId: '000000000000' };
  const server = await startS3({ root: join(folder, 's3'), account });
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const s3 = new S3Client({
    endpoint: server.url,
    region: account.region,
    credentials,
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket: 'bench' }));
  let measured = 0;
  const measure = async (wanted: Case): Promise<Figures> => {
    measured += 1;
    const key = `${wanted.children}.jsonl`;
    await s3.send(new PutObjectCommand({ Bucket: 'bench', Key: key, Body: makeItems(wanted.children) }));
    const root = join(folder, String(measured));
    const figures = await measureApart({ ...wanted, root, s3Url: server.url, bucket: 'bench', key });
    if (figures.succeeded === wanted.children) return figures;
    throw new Error(`${figures.succeeded} of ${wanted.children} children have succeeded`);
  };
  try {
    const kept = await measureAll(measure, quick ? 1_000 : 10_000, quick ? 5_000 : 100_000);
    return kept.every(Boolean);
  } finally {
    s3.destroy();
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

async function measureAll(
  measure: (wanted: Case) => Promise<Figures>,
  children: number,
  many: number,
): Promise<boolean[]> {
  const express = { children, type: 'EXPRESS', maxConcurrency: 0 } as const;
  const kept: boolean[] = [];

  const pass = await measure({ ...express, body: 'pass' });
  kept.push(
    report(
      `${count(children)} no-op EXPRESS children (Pass)`,
      seconds(pass),
      pass.seconds < MOST_SECONDS,
      `under ${MOST_SECONDS} s`,
    ),
  );

  const inProcess = await measure({ ...express, body: 'lambda-in-process' });
  const engineOnly = `${count(children)} EXPRESS children of one Task whose function costs nothing`;
  kept.push(
    report(engineOnly, seconds(inProcess), inProcess.seconds < MOST_SECONDS, `under ${MOST_SECONDS} s`),
  );

  const lambda = await measure({ ...express, body: 'lambda', maxConcurrency: 8 });
  const real = `${count(children)} EXPRESS children of one no-op function on the local Lambda, 8 at once`;
  report(real, `${seconds(lambda)}, ${Math.round(children / lambda.seconds)} a second`);

  const standard = await measure({ ...express, type: 'STANDARD', body: 'pass' });
  report(`${count(children)} no-op STANDARD children (Pass), with histories`, seconds(standard));

  const held = await measure({ ...express, body: 'held' });
  const bytes = (held.inFlightBytes ?? Number.POSITIVE_INFINITY) / children;
  const flight = `memory per child in flight, ${count(children)} EXPRESS children inside a Task`;
  kept.push(report(flight, `${(bytes / 1000).toFixed(1)} KB`, bytes < MOST_BYTES_IN_FLIGHT, 'under 20 KB'));

  for (const body of ['pass', 'lambda-in-process'] as const) {
    const units = await measure({ ...express, children: many, body });
    const growth = units.peakBytes - units.residentBytes;
    const grown = `${(growth / MB).toFixed(0)} MB above ${(units.residentBytes / MB).toFixed(0)} MB, ${seconds(units)}`;
    const what = body === 'pass' ? 'Pass' : 'one Task whose function costs nothing';
    const process = `growth of the engine's process, ${count(many)} units of ${what}`;
    kept.push(report(process, grown, growth < MOST_GROWTH_BYTES, 'under 300 MB'));
  }
  return kept;
}

function report(what: string, figure: string, kept = true, bound?: string): boolean {
  const verdict = bound === undefined ? '' : ` (${kept ? 'kept' : 'MISSED'}: ${bound})`;
  console.log(`${what}: ${figure}${verdict}`);
  return kept;
}

const count = (number: number): string => number.toLocaleString('en-US');
const seconds = (figures: Figures): string => `${figures.seconds.toFixed(2)} s`;

function makeItems(count: number): string {
  return Array.from({ length: count }, (_, n) => `{"n":${n},"text":"an item of the source"}\n`).join('');
}

async function measureApart(measurement: Measurement): Promise<Figures> {
  // As the daemon runs.
  const execArgv = [...process.execArgv, youngGeneration];
  const child = fork(join(import.meta.dirname, 'engine-process.ts'), { stdio: 'inherit', execArgv });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the engine's process ended with ${code}`);
  });
  await Promise.race([once(child, 'message'), ended]);
  child.send(measurement);
  const [message] = await Promise.race([once(child, 'message'), ended]);
  await ended.catch(() => {});
  return figuresSchema.parse(message);
}
