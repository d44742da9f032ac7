import { setTimeout as sleep } from 'node:timers/promises';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { findProcessesWith, isAlive } from './cloud-processes.ts';
import type { EndedRun } from './run-disturbed.ts';

const patienceMs = 15_000;
const lookEveryMs = 200;
/** A Map Run's result files are Step Functions' own: what the local one leaves of them when it is killed is not the run's. */
const resultFiles = '/map/';

/** Multipart uploads that are still open once attempts that lost their unit have had time to notice. */
export async function findOpenUploads(
  { clients, pipeline }: EndedRun,
  { cloudKilled }: { cloudKilled: boolean },
): Promise<string[]> {
  return lookUntilNone(async () => {
    const { Uploads = [] } = await clients.s3.send(
      new ListMultipartUploadsCommand({ Bucket: pipeline.bucket }),
    );
    return Uploads.filter(({ Key = '' }) => !(cloudKilled && Key.includes(resultFiles))).map(
      ({ Key }) => `the multipart upload of ${Key} is still open`,
    );
  });
}

/** Processes of a state folder that outlive its cloud. @param more pids that belonged to it */
export function findProcessesLeft(stateDir: string, more: Iterable<number>): Promise<string[]> {
  return lookUntilNone(async () =>
    [...new Set([...findProcessesWith(stateDir), ...more])]
      .filter(isAlive)
      .map((pid) => `process ${pid} is still there`),
  );
}

async function lookUntilNone(look: () => Promise<string[]>): Promise<string[]> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found.length === 0 || Date.now() > until) return found;
    await sleep(lookEveryMs);
  }
}
