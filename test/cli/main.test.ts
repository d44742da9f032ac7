import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commands } from '../../cli/commands/index.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { fanfold } from './spawn-fanfold.ts';

const main = ['--conditions=fanfold-source', 'cli/main.ts'];

test('--version is the version of the package', async () => {
  expect(await fanfold('--version')).toEqual({ exitCode: 0, out: `${packageJson.version}\n`, err: '' });
});

test('--help lists the commands there are, each has its own, and no line is longer than 100 columns', async () => {
  const help = await fanfold('--help');
  expect(help.exitCode).toBe(0);
  for (const { name, options } of commands) {
    expect(help.out).toContain(`fanfold ${name}`);
    const own = await fanfold(name, '--help');
    expect(own.exitCode).toBe(0);
    for (const option of Object.keys(options)) expect(own.out).toContain(`--${option}`);
    for (const line of `${help.out}${own.out}`.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  }
});

test.each([
  [[], 'fanfold needs a command'],
  [['plan', 'task.ts'], '--input is missing'],
  [['rnu'], 'rnu is no command of fanfold; did you mean run?'],
  [['run'], '--input is missing'],
  [['verify'], 'no manifest is given'],
])('%j is bad usage', async (args, problem) => {
  const { exitCode, out, err } = await fanfold(...args);
  expect(exitCode).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(problem);
});

test('a reader that goes away is no error', async () => {
  const command = `"${process.execPath}" ${main.join(' ')} --help | head -c 1; exit \${PIPESTATUS[0]}`;
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command]);
  expect(stdout).toBe('f');
  expect(stderr).toBe('');
});

test('what was compiled is kept where Node keeps it, for processes that are started from here too', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'fanfold-main-'));
  const { NODE_COMPILE_CACHE: _, ...variables } = process.env;
  const env = { ...variables, TMPDIR: temporary };
  await promisify(execFile)(process.execPath, [...main, '--help'], { env });
  const files = await readdir(join(temporary, 'node-compile-cache'), { recursive: true });
  expect(files.length).toBeGreaterThan(50);
  await rm(temporary, { recursive: true });
});
