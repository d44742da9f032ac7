import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Spool files of items' rows that this process has open: they have no name any more. Linux only; elsewhere none. */
export async function listOpenSpools(): Promise<string[]> {
  const folder = '/proc/self/fd';
  const targets = await Promise.all(
    (await readdir(folder).catch(() => [])).map((fd) => readlink(join(folder, fd)).catch(() => '')),
  );
  return targets.filter((target) => target.includes('fanfold-rows-'));
}
