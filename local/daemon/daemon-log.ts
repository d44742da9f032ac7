import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const TAIL_BYTES = 8_192;
const TAIL_LINES = 12;
/** Size from which on a daemon that starts begins its log anew. */
const MAX_LOG_BYTES = 1_048_576;

/** What a state folder's daemons write to stdout and stderr. */
export function daemonLog(stateDir: string): string {
  return join(stateDir, 'daemon.log');
}

/** Opens the log for a daemon's output. The caller closes the descriptor. */
export function openDaemonLog(stateDir: string): number {
  mkdirSync(stateDir, { recursive: true });
  return openSync(daemonLog(stateDir), 'a', 0o600);
}

/** Bytes that the log has: where the lines of a daemon started next begin. */
export function daemonLogSize(stateDir: string): number {
  return existsSync(daemonLog(stateDir)) ? statSync(daemonLog(stateDir)).size : 0;
}

/** Empties a log that has grown. Writers append, so they go on at its new end. */
export function limitDaemonLog(stateDir: string): void {
  if (daemonLogSize(stateDir) > MAX_LOG_BYTES) truncateSync(daemonLog(stateDir));
}

/**
 * The last lines of the log, for a message.
 * @param from byte to begin at: lines of earlier daemons explain nothing
 */
export function tailDaemonLog(stateDir: string, from: number): string {
  const size = daemonLogSize(stateDir);
  const start = Math.max(from <= size ? from : 0, size - TAIL_BYTES);
  if (start >= size) return '';
  const descriptor = openSync(daemonLog(stateDir), 'r');
  try {
    const buffer = Buffer.alloc(size - start);
    const bytes = readSync(descriptor, buffer, 0, buffer.length, start);
    const lines = buffer.toString('utf8', 0, bytes).split('\n');
    return lines
      .filter((line) => line !== '')
      .slice(-TAIL_LINES)
      .join('\n');
  } finally {
    closeSync(descriptor);
  }
}
