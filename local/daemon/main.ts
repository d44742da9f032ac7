/** Entry of the daemon's process. Light until the state folder is its own: of several that start, one goes on. */

import { limitDaemonLog } from './daemon-log.ts';
import { removeEndpoint } from './endpoint-file.ts';
import { holdStateFolder } from './hold-state-folder.ts';
import { daemonOptions } from './messages.ts';
import { packageVersion } from './package-version.ts';

/** Time to wait for the process that has the state folder. */
const HOLD_TIMEOUT_MS = 60_000;

const options = daemonOptions.parse(JSON.parse(process.argv[2] ?? ''));
const fanfoldVersion = packageVersion();

// Stdin ends when the process that spawned this one has attached, has given up, or is dead.
const spawner = new AbortController();
process.stdin.once('close', () => spawner.abort());
process.stdin.on('error', () => {});
process.stdin.resume();

const signal = AbortSignal.any([spawner.signal, AbortSignal.timeout(HOLD_TIMEOUT_MS)]);
const lock = await holdStateFolder(options.stateDir, fanfoldVersion, signal).catch((error: unknown) => {
  if (spawner.signal.aborted) return undefined;
  if (!signal.aborted) throw error;
  console.error(
    `Another process has held the state folder ${options.stateDir} for ${HOLD_TIMEOUT_MS / 1000} seconds.`,
  );
  process.exit(1);
});
// Another daemon serves the folder, or nobody waits for this one any more.
if (lock === undefined) process.exit(0);

limitDaemonLog(options.stateDir);
await removeEndpoint(options.stateDir);
const { runDaemon } = await import('./run-daemon.ts');
await runDaemon({ ...options, fanfoldVersion, spawner: spawner.signal, lock });
