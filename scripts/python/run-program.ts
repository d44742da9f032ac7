import { spawn } from 'node:child_process';

/** How a program ended. */
export interface ProgramEnd {
  /** Exit code; null where it was killed or isn't there. */
  code: number | null;
  /** What it said on stdout and stderr. */
  output: string;
  timedOut: boolean;
}

/** Runs a program to its end, or kills it after some milliseconds. */
export function runProgram(program: string, args: readonly string[], timeoutMs: number): Promise<ProgramEnd> {
  const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let timedOut = false;
  const keep = (text: Buffer) => {
    output += text;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const end = (code: number | null) => {
    clearTimeout(timer);
    resolve({ code, output, timedOut });
  };
  child.on('error', () => end(null));
  child.on('close', end);
  return promise;
}
