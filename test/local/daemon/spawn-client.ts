import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

const said = z.object({
  /** Of the daemon. */
  pid: z.number(),
  endpoints: z.object({
    sfn: z.string(),
    s3: z.string(),
    dynamodb: z.string(),
    lambda: z.string(),
    events: z.string(),
  }),
  region: z.string(),
});

/** Starts a process that holds a connection to a state folder's daemon. */
export function spawnClient(stateDir: string): ChildProcess {
  const entry = join(import.meta.dirname, 'client-process.ts');
  const arguments_ = ['--conditions=fanfold-source', entry, stateDir];
  return spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What a client says once it is connected. */
export async function connected(client: ChildProcess): Promise<z.output<typeof said>> {
  if (client.stdout === null) throw new Error('no stdout');
  const [line] = await once(createInterface({ input: client.stdout }), 'line');
  return said.parse(JSON.parse(String(line)));
}

export async function kill(client: ChildProcess): Promise<void> {
  const exited = once(client, 'exit');
  client.kill('SIGKILL');
  await exited;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when a process is gone. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await setTimeout(10);
}
