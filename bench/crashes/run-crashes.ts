import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ZipFile } from 'yazl';
import { startLocalCloud } from '../../local/index.ts';
import { Killer } from './killer.ts';
import { HANDLER, TIMEOUT_SECONDS } from './machine.ts';
import { type Place, runSchedule } from './run-schedule.ts';
import { type Schedule, sampleSchedules } from './schedule.ts';

/** Executions at once. */
const LANES = 5;

/** What runs are made. */
export interface CrashOptions {
  seed: number;
  runs: number;
  /** Only the run of this number, from 1; default all. */
  only?: number | undefined;
  log?: (line: string) => void;
}

/** A run that did not end as AWS would end it. */
export interface BadRun {
  run: number;
  schedule: Schedule;
  /** One sentence each. */
  problems: string[];
}

/**
 * Runs a user's own machine on a local cloud, as often as is said, with crashes of its function's processes by the seed.
 * @returns the runs that ended otherwise than AWS would end them
 */
export async function runCrashes({ seed, runs, only, log = () => {} }: CrashOptions): Promise<BadRun[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-crashes-'));
  const cloud = await startLocalCloud();
  const killer = new Killer(folder);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const common = { region: cloud.region, credentials };
  const sfn = new SFNClient({ ...common, endpoint: cloud.endpoints.sfn });
  const lambda = new LambdaClient({ ...common, endpoint: cloud.endpoints.lambda });
  try {
    const functionName = await createFunction(lambda);
    const place: Place = { sfn, functionName, folder, invocations: () => killer.invocations() };
    const bad: BadRun[] = [];
    const left = sampleSchedules(seed, runs)
      .map((schedule, at) => ({ schedule, run: at + 1 }))
      .filter(({ run }) => only === undefined || run === only)
      .values();
    const lane = async (): Promise<void> => {
      for (const { schedule, run } of left) {
        const problems = await runSchedule(schedule, `run-${run}`, place);
        if (problems.length > 0) bad.push({ run, schedule, problems });
        log(`run ${run}: ${problems.length === 0 ? 'as on AWS' : problems.join('; ')}`);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return bad.sort((a, b) => a.run - b.run);
  } finally {
    sfn.destroy();
    lambda.destroy();
    await killer.stop();
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function createFunction(client: LambdaClient): Promise<string> {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(HANDLER), 'index.mjs');
  archive.end();
  const { FunctionName = '' } = await client.send(
    new CreateFunctionCommand({
      FunctionName: 'crashing',
      Role: 'arn:aws:iam::000000000000:role/function',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: TIMEOUT_SECONDS,
      Code: { ZipFile: await buffer(archive.outputStream) },
    }),
  );
  return FunctionName;
}
