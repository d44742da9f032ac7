import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { type AwsCliProgram, installAwsCli, testOnCli } from './aws-cli.ts';

let home: string;
let program: AwsCliProgram | string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'aws-cli-'));
  program = await installAwsCli(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

testOnCli(
  'the line that fanfold local prints for the AWS CLI works as it is',
  () => program,
  async (found) => {
    await writeFile(join(home, 'aws'), `#!/bin/sh\nexec '${found.python}' -m awscli "$@"\n`);
    await chmod(join(home, 'aws'), 0o755);
    const words = ['--conditions=fanfold-source', 'cli/main.ts', 'local', '--state', join(home, 'state')];
    const local = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(local, 'close');
    try {
      const line = await readLine(local.stdout);
      const env = { ...found.environment, PATH: `${home}:${found.environment.PATH}` };
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], { env });
      expect(JSON.parse(stdout)).toEqual({ stateMachines: [] });
    } finally {
      local.kill('SIGTERM');
      await ended;
    }
  },
);

/** The stream is left open, as the program still writes to it. */
function readLine(stdout: NodeJS.ReadableStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  stdout.on('data', (chunk) => {
    text += String(chunk);
    const [, line] = /in one line:\s+(\S.*)\n/.exec(text) ?? [];
    if (line !== undefined) resolve(line);
  });
  stdout.on('end', () => reject(new Error(`It ended before it printed the line: ${text}`)));
  return promise;
}
