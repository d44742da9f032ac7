import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { type CloudConnection, createConnection } from './cloud-connection.ts';
import { type Attachment, attach } from './control-client.ts';
import { daemonLog, daemonLogSize, tailDaemonLog } from './daemon-log.ts';
import { type DaemonEndpoint, readEndpoint } from './endpoint-file.ts';
import { packageVersion } from './package-version.ts';
import { type SpawnedDaemon, spawnDaemon } from './spawn-daemon.ts';

/** Longer than a daemon waits for the state folder, so that its own words are the error. */
const START_TIMEOUT_MS = 90_000;
const RETRY_MS = 15;

/** Options of {@link openLocalCloud}. */
export interface OpenLocalCloudOptions {
  /** Folder that keeps everything from one start to the next; it has one daemon. */
  stateDir: string;
  /** Whether the connection keeps this process alive until it is closed. @default false */
  keep?: boolean;
  /** Invocations at once of all functions, for a daemon that is started. @default 1,000, Lambda's own default quota */
  accountConcurrency?: number;
  /** Whether AWS's service rates are applied, by a daemon that is started. @default false */
  awsRates?: boolean;
  /** Takes a line on what this waits for. @default dropped */
  log?: (line: string) => void;
}

/**
 * Connects to the daemon of a state folder, and starts it if there is none. The daemon stops as soon as its last connection
 * has ended, be it by close() or by the end of the process, even a killed one.
 * @throws FanfoldError `LocalCloudFailed` with the daemon's last words when it does not start
 */
export async function openLocalCloud(options: OpenLocalCloudOptions): Promise<CloudConnection> {
  const { keep = false, accountConcurrency, awsRates, log = () => {} } = options;
  const stateDir = resolve(options.stateDir);
  await mkdir(stateDir, { recursive: true });
  const { endpoint, attachment, logStart } = await findOrStart({ ...options, stateDir }, log);
  if (!keep) attachment.unref();
  const running = attachment.greeting.accountConcurrency;
  if (accountConcurrency !== undefined && running !== accountConcurrency) {
    log(
      `The local cloud (process ${endpoint.pid}) is up already with account concurrency ${running ?? 'as on AWS'}: ` +
        `${accountConcurrency} has no effect until it is started again.`,
    );
  }
  const applied = attachment.greeting.awsRates ?? false;
  if (awsRates !== undefined && awsRates !== applied) {
    log(
      `The local cloud (process ${endpoint.pid}) is up already ${applied ? 'with' : 'without'} AWS's rates: ` +
        'that does not change until it is started again.',
    );
  }
  return createConnection(stateDir, endpoint, attachment, logStart);
}

interface Found {
  endpoint: DaemonEndpoint;
  attachment: Attachment;
  /** Byte of the daemon's log from which lines may be this daemon's. */
  logStart: number;
}

async function findOrStart(options: OpenLocalCloudOptions, log: (line: string) => void): Promise<Found> {
  const { stateDir, accountConcurrency, awsRates = false } = options;
  const version = packageVersion();
  const deadline = Date.now() + START_TIMEOUT_MS;
  let spawned: SpawnedDaemon | undefined;
  let waitsForVersion = false;
  try {
    while (Date.now() < deadline) {
      const endpoint = await readEndpoint(stateDir);
      if (endpoint?.fanfoldVersion === version) {
        const attachment = await attach(endpoint);
        if (attachment !== undefined) {
          const logStart = endpoint.pid === spawned?.pid ? spawned.logStart : daemonLogSize(stateDir);
          return { endpoint, attachment, logStart };
        }
      } else if (endpoint !== undefined && !waitsForVersion && spawned !== undefined) {
        waitsForVersion = true;
        log(
          `Waiting for the local cloud of fanfold ${endpoint.fanfoldVersion} (process ${endpoint.pid}) in ${stateDir} to end.`,
        );
      }
      const exitCode = spawned?.exitCode();
      if (spawned !== undefined && exitCode !== undefined && exitCode !== 0)
        throw describeFailure(stateDir, spawned);
      // Exit code 0: another daemon was there. If it can't be reached any more, this process starts one again.
      if (exitCode !== undefined || spawned === undefined) {
        spawned = spawnDaemon({
          stateDir,
          awsRates,
          ...(accountConcurrency === undefined ? {} : { accountConcurrency }),
        });
      }
      await setTimeout(RETRY_MS);
    }
    throw new FanfoldError(
      'LocalCloudFailed',
      `The local cloud was not ready after ${START_TIMEOUT_MS / 1000} seconds; its log is ${daemonLog(stateDir)}.`,
    );
  } finally {
    spawned?.release();
  }
}

function describeFailure(stateDir: string, { logStart }: SpawnedDaemon): FanfoldError {
  const tail = tailDaemonLog(stateDir, logStart);
  return new FanfoldError(
    'LocalCloudFailed',
    `The local cloud did not start. The last lines of ${daemonLog(stateDir)}:\n${tail}`,
  );
}
