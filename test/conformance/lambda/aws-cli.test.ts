import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../local/index.ts';
import { type AwsCliProgram, callAwsCli, installAwsCli, testOnCli } from '../aws-cli/aws-cli.ts';
import { Role, zip } from './lambda.ts';

let home: string;
let cloud: LocalCloud;
let program: AwsCliProgram | string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'aws-cli-lambda-'));
  cloud = await startLocalCloud();
  program = await installAwsCli(home);
});
afterAll(async () => {
  await cloud?.close();
  await rm(home, { recursive: true, force: true });
});

testOnCli(
  'the AWS CLI creates, invokes, changes, limits and deletes a function',
  () => program,
  async (found) => {
    const call = callAwsCli(found, cloud.environment);
    const lambda = (...words: string[]) => call('lambda', ...words);
    const archive = join(home, 'function.zip');
    const out = join(home, 'out.json');
    const code = 'export const handler = async (event) => [process.env.MODE, event];';
    await writeFile(archive, await zip({ 'index.mjs': code }));
    const named = ['--function-name', 'cli'];
    const invoke = async (payload: string) => {
      // A file of bytes is what versions 1 and 2 of the CLI take alike.
      const event = join(home, 'event.json');
      await writeFile(event, payload);
      return await lambda('invoke', ...named, '--payload', `fileb://${event}`, out);
    };

    const created = await lambda(
      ...['create-function', ...named, '--runtime', 'nodejs24.x', '--handler', 'index.handler'],
      ...['--role', Role, '--zip-file', `fileb://${archive}`, '--environment', 'Variables={MODE=first}'],
    );
    await lambda('wait', 'function-active-v2', ...named);
    const first = await invoke('{"n":1}');
    const firstOut = await readFile(out, 'utf8');
    await lambda('update-function-configuration', ...named, '--environment', 'Variables={MODE=second}');
    await lambda('wait', 'function-updated-v2', ...named);
    await lambda('put-function-concurrency', ...named, '--reserved-concurrent-executions', '1');
    await invoke('2');
    const secondOut = await readFile(out, 'utf8');
    const { Functions } = await lambda('list-functions');
    await lambda('delete-function', ...named);

    expect(created).toMatchObject({ FunctionName: 'cli', State: 'Pending' });
    expect(first).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect([JSON.parse(firstOut), JSON.parse(secondOut)]).toEqual([
      ['first', { n: 1 }],
      ['second', 2],
    ]);
    expect(Functions).toMatchObject([{ FunctionName: 'cli' }]);
    expect((await lambda('list-functions')).Functions).toEqual([]);
  },
);
