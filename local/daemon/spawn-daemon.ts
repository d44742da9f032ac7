import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { extname, join } from 'node:path';
import { daemonLogSize, openDaemonLog } from './daemon-log.ts';
import type { DaemonOptions } from './messages.ts';

/** V8's default lets the daemon grow by 100 MB more without being any faster (measured). */
export const youngGeneration = '--max-semi-space-size=4';

/** A daemon on its way. */
export interface SpawnedDaemon {
  pid: number | undefined;
  /** Size of the log before its first line. */
  logStart: number;
  /** Exit code once it has ended: 0 when another daemon serves the state folder already. */
  exitCode(): number | undefined;
  /** Tells it that this process is attached by other means, or gives up. */
  release(): void;
}

/**
 * Starts a daemon in a session of its own, so that it outlives Ctrl-C of the command line until its last client has gone. It
 * ends with this process unless a client has attached: its stdin says so.
 */
export function spawnDaemon(options: DaemonOptions): SpawnedDaemon {
  const { stateDir } = options;
  const logStart = daemonLogSize(stateDir);
  const log = openDaemonLog(stateDir);
  const entry = join(import.meta.dirname, `main${extname(import.meta.filename)}`);
  const child = spawn(
    process.execPath,
    [...exportConditions(process.execArgv), youngGeneration, entry, JSON.stringify(options)],
    { cwd: stateDir, detached: true, stdio: ['pipe', log, log] },
  );
  closeSync(log);
  let exitCode: number | undefined;
  child.once('exit', (code) => {
    exitCode = code ?? 1;
  });
  child.once('error', () => {
    exitCode = 1;
  });
  child.unref();
  child.stdin?.on('error', () => {});
  return {
    pid: child.pid,
    logStart,
    exitCode: () => exitCode,
    release: () => child.stdin?.destroy(),
  };
}

/** Export conditions among the options of this process: the daemon resolves packages as this process does. */
export function exportConditions(execArgv: readonly string[]): string[] {
  return execArgv.flatMap((argument, index) => {
    if (argument.startsWith('--conditions=')) return [argument];
    const value = execArgv[index + 1];
    return (argument === '--conditions' || argument === '-C') && value !== undefined
      ? [`--conditions=${value}`]
      : [];
  });
}
