import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Linux's page size wherever Lambda runs, and on the machines that develop for it. */
const pageBytes = 4096;

/** Resident memory of a process in bytes; 0 once it is gone. From /proc on Linux, else from `ps`. */
export async function readResidentMemory(pid: number): Promise<number> {
  try {
    if (process.platform === 'linux') {
      const pages = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1];
      return Number(pages) * pageBytes;
    }
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) * 1024;
  } catch {
    return 0;
  }
}
