import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/**
 * Does something while no other process does it. A lock whose process has died is taken over; should two take it over at
 * once, both go on, so what they do must be right then too.
 */
export async function withLockFile<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  while (!(await createLock(file))) {
    if (await isAbandoned(file)) await rm(file, { force: true });
    else await setTimeout(200);
  }
  try {
    return await act();
  } finally {
    await rm(file, { force: true });
  }
}

async function createLock(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const holder = Number(await readFile(file, 'utf8'));
    // Empty for a moment after it was created.
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return isCode(error, 'ESRCH');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
