import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Downstream } from './downstreams.ts';
import { type Traffic, traffic } from './traffic.ts';

/** A test server in a process of its own. */
export interface ServerProcess {
  url: string;
  read(): Promise<Traffic>;
  close(): Promise<void>;
}

/**
 * Starts the test server of a downstream.
 * @throws Error if it ends before it listens
 */
export async function startServer({ name }: Downstream, runMs: number): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, 'server.ts'), [name, String(runMs)], { stdio: 'inherit' });
  const exited = once(child, 'exit');
  const message = async (): Promise<unknown> => {
    const [received] = await Promise.race([
      once(child, 'message'),
      exited.then(() => {
        throw new Error(`The server of ${name} has ended`);
      }),
    ]);
    return received;
  };
  const url = String(await message());
  return {
    url,
    async read() {
      const answer = message();
      child.send('read');
      return traffic.parse(await answer);
    },
    async close() {
      child.disconnect();
      await exited;
    },
  };
}
