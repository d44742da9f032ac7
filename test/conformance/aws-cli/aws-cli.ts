import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'vitest';
import { installPackages } from '../../../scripts/python/install-packages.ts';
import { PythonUnavailable } from '../../../scripts/python/python-unavailable.ts';

const run = promisify(execFile);

/** The AWS CLI of PyPI, as a command: `python -m awscli` in this environment. */
export interface AwsCliProgram {
  python: string;
  environment: Record<string, string>;
}

/** Runs the AWS CLI: words in, what it prints as JSON out. */
export type AwsCli = (...words: string[]) => Promise<ReturnType<typeof JSON.parse>>;

/** @returns a sentence that says why there is none here, where there is none */
export async function installAwsCli(home: string): Promise<AwsCliProgram | string> {
  try {
    const { python, packages } = await installPackages('awscli');
    const path = process.env.PATH ?? '';
    return { python, environment: { PATH: path, HOME: home, PYTHONPATH: packages, AWS_PAGER: '' } };
  } catch (error) {
    if (error instanceof PythonUnavailable) return error.message;
    throw error;
  }
}

/** The AWS CLI, which knows a cloud by environment variables alone. */
export function callAwsCli(program: AwsCliProgram, variables: Readonly<Record<string, string>>): AwsCli {
  const env = { ...variables, ...program.environment };
  return async (...words) => {
    const { stdout } = await run(program.python, ['-m', 'awscli', ...words, '--output', 'json'], { env });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  };
}

/** A test on the AWS CLI, skipped with the reason where there is none. */
export function testOnCli(
  title: string,
  find: () => AwsCliProgram | string,
  body: (program: AwsCliProgram) => Promise<void>,
): void {
  test(title, async ({ skip }) => {
    const program = find();
    if (typeof program !== 'string') return await body(program);
    process.stderr.write(`Skipped: ${title}: ${program}\n`);
    skip(program);
  });
}
