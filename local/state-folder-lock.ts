import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Holds a state folder for one process. */
export interface StateFolderLock {
  release(): void;
}

/**
 * Takes a state folder for this process, unless another one has it. The lock is SQLite's exclusive lock on `lock.sqlite`, so
 * the kernel drops it when the process ends, however it ends: it can't be stale.
 * @returns undefined when another process, or another cloud in this one, holds the folder
 * @throws Error when the folder can't be made or its file system has no locks
 */
export function lockStateFolder(stateDir: string): StateFolderLock | undefined {
  mkdirSync(stateDir, { recursive: true });
  const database = new DatabaseSync(join(stateDir, 'lock.sqlite'), { timeout: 0 });
  try {
    // No journal file: nothing is ever written.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;
