import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Reads how much memory process groups use. */
export interface GroupMemoryReader {
  /** @returns bytes per group; groups that are gone have no entry */
  read(groups: ReadonlySet<number>): Promise<Map<number, number>>;
}

/** Picks what this system has: `/proc` on Linux, else `ps`. */
export function createGroupMemoryReader(): GroupMemoryReader {
  return existsSync('/proc/self/status') ? new ProcReader() : new PsReader();
}

/**
 * Reads `/proc`. Pages that are mapped from files, Node's own program foremost, are shared by the processes of a group,
 * so a group counts its anonymous and shared memory, and the file pages of its largest process only. Lambda's limit,
 * a control group's, counts them once, too.
 */
class ProcReader implements GroupMemoryReader {
  /** Groups of the processes seen, since a process keeps its group: only new processes are looked up. */
  readonly #groups = new Map<string, number>();

  async read(groups: ReadonlySet<number>): Promise<Map<number, number>> {
    const processes = new Set(readdirSync('/proc').filter((name) => /^\d+$/.test(name)));
    for (const pid of this.#groups.keys()) {
      if (!processes.has(pid)) {
        this.#groups.delete(pid);
      }
    }
    const usage = new Map<number, { own: number; files: number }>();
    for (const pid of processes) {
      const group = this.#findGroup(pid);
      const status = group !== undefined && groups.has(group) ? readProc(pid, 'status') : undefined;
      if (group !== undefined && status !== undefined) {
        const sum = usage.get(group) ?? { own: 0, files: 0 };
        sum.own += kibibytes(status, 'RssAnon') + kibibytes(status, 'RssShmem');
        sum.files = Math.max(sum.files, kibibytes(status, 'RssFile'));
        usage.set(group, sum);
      }
    }
    return new Map([...usage].map(([group, { own, files }]) => [group, (own + files) * 1024]));
  }

  #findGroup(pid: string): number | undefined {
    const known = this.#groups.get(pid);
    if (known !== undefined) {
      return known;
    }
    const stat = readProc(pid, 'stat');
    // After the name in parentheses, which may hold anything: state, parent, group.
    const group = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ', 3)[2]);
    if (!Number.isInteger(group)) {
      return undefined;
    }
    this.#groups.set(pid, group);
    return group;
  }
}

function readProc(pid: string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
}

function kibibytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

/** Reads `ps`, which has no finer figure than the resident size: pages shared in a group count for each process. */
class PsReader implements GroupMemoryReader {
  async read(groups: ReadonlySet<number>): Promise<Map<number, number>> {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss='], {
      maxBuffer: 16 * 1024 ** 2,
    });
    const usage = new Map<number, number>();
    for (const line of stdout.split('\n')) {
      const [group, rss] = line.trim().split(/\s+/).map(Number);
      if (group !== undefined && rss !== undefined && groups.has(group)) {
        usage.set(group, (usage.get(group) ?? 0) + rss * 1024);
      }
    }
    return usage;
  }
}
