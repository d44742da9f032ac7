import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A server in a process of its own. */
export interface ForkedServer {
  url: string;
  process: ChildProcess;
}

/** Starts a server in a process of its own, which ends with the test. */
export async function forkServer(root: string): Promise<ForkedServer> {
  const child = fork(fileURLToPath(new URL('served-process.ts', import.meta.url)), [root]);
  onTestFinished(() => killServer({ url: '', process: child }));
  const [{ url }] = await once(child, 'message');
  return { url, process: child };
}

/** Kills it as the system would, without a chance to clean up. */
export async function killServer({ process: child }: ForkedServer): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Bytes of memory that the process has. */
export async function residentMemory({ process: child }: ForkedServer): Promise<number> {
  child.send('rss');
  const [{ rss }] = await once(child, 'message');
  return rss;
}
