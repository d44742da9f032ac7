import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';
import { installPackages } from './install-packages.ts';
import { type PythonServerName, pythonServers } from './python-servers.ts';

const longestStartMs = 60_000;
const longestStopMs = 10_000;

/** A server that runs as a process of its own on 127.0.0.1. */
export interface PythonServer {
  url: string;
  /** Stops it, and leaves nothing of it behind. */
  close(): Promise<void>;
}

/**
 * Starts a server of PyPI's, installing it first if need be. It is on 127.0.0.1 alone, fetches nothing from elsewhere, and
 * ends with this process, however that ends.
 * @throws PythonUnavailable if it can't be installed here
 */
export async function startPythonServer(name: PythonServerName): Promise<PythonServer> {
  const { title, health, environment } = pythonServers[name];
  const { python, packages } = await installPackages(name);
  const folder = await mkdtemp(join(tmpdir(), `fanfold-${name}-`));
  const log = join(folder, 'log');
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const output = openSync(log, 'w');
  const server = spawn(python, [join(import.meta.dirname, 'serve.py'), name, String(port)], {
    cwd: folder,
    stdio: ['pipe', output, output],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PYTHONPATH: packages,
      PYTHONNOUSERSITE: '1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
      // Nobody listens there: whatever it would fetch from elsewhere fails at once.
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1,localhost',
      ...environment(folder),
    },
  });
  const close = async () => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  if (await answers(server, `${url}${health}`)) return { url, close };
  const said = await readFile(log, 'utf8');
  await close();
  throw new Error(`${title} didn't start. It said:\n${said.slice(-2_000)}`);
}

async function answers(server: ChildProcess, url: string): Promise<boolean> {
  const latest = Date.now() + longestStartMs;
  while (isRunning(server) && Date.now() < latest) {
    try {
      if ((await fetch(url)).ok) return true;
    } catch {
      // Nobody listens yet.
    }
    await setTimeout(200);
  }
  return false;
}

async function stop(server: ChildProcess): Promise<void> {
  if (!isRunning(server)) return;
  const ended = once(server, 'exit');
  server.stdin?.end();
  const timer = globalThis.setTimeout(() => server.kill('SIGKILL'), longestStopMs);
  await ended;
  clearTimeout(timer);
}

function isRunning(server: ChildProcess): boolean {
  return server.pid !== undefined && server.exitCode === null && server.signalCode === null;
}
