import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalCloud } from '../../../local/index.ts';

let cloud: Awaited<ReturnType<typeof startLocalCloud>>;
beforeAll(async () => {
  cloud = await startLocalCloud();
});
afterAll(() => cloud?.close());

test('a program on @aws-sdk/client-sfn creates, updates, starts, stops and redrives by its environment alone', async () => {
  const { AWS_ENDPOINT_URL_SFN, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = cloud.environment;
  const env = { AWS_ENDPOINT_URL_SFN, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
  const program = join(import.meta.dirname, 'sdk-program.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  expect(JSON.parse(stdout)).toEqual({
    stopped: 'ABORTED',
    status: 'SUCCEEDED',
    output: '"as updated"',
    events: [
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionAborted',
      'ExecutionRedriven',
      'WaitStateExited',
      'ExecutionSucceeded',
    ],
  });
});
