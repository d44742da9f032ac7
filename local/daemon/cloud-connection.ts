import { resolve } from 'node:path';
import { FanfoldError, isFanfoldError } from '../../core/errors/fanfold-error.ts';
import type { LocalCloud } from '../open-cloud.ts';
import { type Attachment, ask } from './control-client.ts';
import { daemonLog, tailDaemonLog } from './daemon-log.ts';
import type { DaemonEndpoint } from './endpoint-file.ts';
import { deployResponse, parameterResponse } from './messages.ts';

/** A local cloud that a daemon runs. It stays up while this connection is open. */
export interface CloudConnection extends LocalCloud {
  /** Process id of the daemon. */
  pid: number;
  /** Resolves with a `LocalCloudFailed` when the daemon ends before {@link close}; stays pending otherwise. */
  lost: Promise<FanfoldError>;
  /** Ends the connection; if it was the last one, resolves when the daemon with all its processes is gone. */
  close(): Promise<void>;
}

/**
 * Makes a connection of an attachment.
 * @param logStart byte of the daemon's log from which lines may explain its end
 */
export function createConnection(
  stateDir: string,
  endpoint: DaemonEndpoint,
  attachment: Attachment,
  logStart: number,
): CloudConnection {
  const { endpoints, region, accountId, environment, logsDirectory } = attachment.greeting;
  let closed: Promise<void> | undefined;
  const lost = attachment.ended.then(() =>
    closed === undefined ? describeEnd(stateDir, endpoint.pid, logStart) : new Promise<never>(() => {}),
  );
  /** A request that fails because the daemon has ended says so. */
  const request = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed !== undefined)
      throw new FanfoldError('LocalCloudFailed', 'This connection to the local cloud is closed.');
    try {
      return await work();
    } catch (error) {
      if (isFanfoldError(error)) throw error;
      throw new FanfoldError('LocalCloudFailed', (await lost).message, { cause: error });
    }
  };
  return {
    endpoints,
    region,
    accountId,
    environment,
    logsDirectory,
    pid: endpoint.pid,
    lost,
    async deploy(assembly) {
      const body = { assembly: resolve(assembly) };
      const { stacks } = await request(() => ask(endpoint, 'POST', '/deploy', deployResponse, body));
      return stacks;
    },
    async parameter(name) {
      const path = `/parameter?${new URLSearchParams({ name })}`;
      const { value } = await request(() => ask(endpoint, 'GET', path, parameterResponse));
      return value ?? undefined;
    },
    close() {
      closed ??= attachment.detach();
      return closed;
    },
  };
}

function describeEnd(stateDir: string, pid: number, logStart: number): FanfoldError {
  const tail = tailDaemonLog(stateDir, logStart);
  const lines = tail === '' ? '' : `; its last lines:\n${tail}`;
  return new FanfoldError(
    'LocalCloudFailed',
    `The local cloud (process ${pid}) has ended unexpectedly. Its log is ${daemonLog(stateDir)}${lines}`,
  );
}
