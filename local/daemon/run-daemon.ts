import { randomBytes, randomUUID } from 'node:crypto';
import { openCloud } from '../open-cloud.ts';
import type { StateFolderLock } from '../state-folder-lock.ts';
import { AttachedClients } from './attached-clients.ts';
import { startControlServer } from './control-server.ts';
import { removeEndpoint, writeEndpoint } from './endpoint-file.ts';
import type { DaemonOptions } from './messages.ts';

/** Time to end everything in order; what is left then ends with this process. State survives that too. */
const STOP_TIMEOUT_MS = 900;

/** How a daemon is run. */
export interface RunDaemonOptions extends DaemonOptions {
  fanfoldVersion: string;
  /** Aborted when the process that started this one no longer waits for it. */
  spawner: AbortSignal;
  lock: StateFolderLock;
}

/** Serves a state folder until the last client has gone, then ends this process. */
export async function runDaemon(options: RunDaemonOptions): Promise<void> {
  const { stateDir, accountConcurrency, awsRates = false, lock, spawner } = options;
  const log = (line: string) => console.error(`${new Date().toISOString()} ${line}`);
  log(`fanfold ${options.fanfoldVersion}: local cloud starts in process ${process.pid}`);
  const unneeded = Promise.withResolvers<void>();
  const clients = new AttachedClients(unneeded.resolve);
  const spawnerGone = clients.add();
  if (spawner.aborted) spawnerGone();
  spawner.addEventListener('abort', spawnerGone);
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => clients.end());

  const settings = { awsRates, ...(accountConcurrency === undefined ? {} : { accountConcurrency }) };
  const cloud = await openCloud({ root: stateDir, release: () => lock.release(), log, ...settings });
  const instanceId = randomUUID();
  const token = randomBytes(32).toString('base64url');
  const { endpoints, region, accountId, environment, logsDirectory } = cloud;
  const control = await startControlServer({
    cloud,
    clients,
    token,
    greeting: { instanceId, endpoints, region, accountId, environment, logsDirectory, ...settings },
  });
  if (!clients.over) {
    const { fanfoldVersion } = options;
    await writeEndpoint(stateDir, { fanfoldVersion, pid: process.pid, instanceId, url: control.url, token });
    log(`ready at ${control.url}`);
  }
  await unneeded.promise;
  log('the last client has gone: local cloud stops');
  setTimeout(() => process.exit(0), STOP_TIMEOUT_MS).unref();
  await removeEndpoint(stateDir);
  await cloud.close();
  process.exit(0);
}
