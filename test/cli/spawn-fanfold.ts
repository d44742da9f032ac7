import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs `fanfold …` from source, as a user does. */
export async function fanfold(...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=fanfold-source', 'cli/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { exitCode, out, err };
}
