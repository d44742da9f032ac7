import { readdirSync, readFileSync } from 'node:fs';

/** What a process has used so far, as Linux counts it. */
export interface ProcessUsage {
  /** Peak resident memory, in bytes. */
  peakBytes: number;
  /** Processor time, user and system. */
  cpuSeconds: number;
}

/** Clock ticks per second in which `/proc` counts: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Reads a process's usage; undefined where the process, or `/proc`, isn't. */
export function processUsage(pid: number): ProcessUsage | undefined {
  const kibibytes = /^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
  if (kibibytes === undefined) return undefined;
  const fields = statFields(pid);
  return {
    peakBytes: Number(kibibytes) * 1024,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}

/** Watches the processes below this one that run Lambda functions, many times a second: some end when they are idle. */
export function watchLambdas() {
  const names = new Map<number, string>();
  const usages = new Map<number, ProcessUsage>();
  const sample = (): void => {
    for (const entry of readdirSync('/proc')) {
      const pid = Number(entry);
      if (!Number.isInteger(pid)) continue;
      const name = names.get(pid) ?? findFunction(pid);
      if (name === undefined) continue;
      names.set(pid, name);
      const usage = processUsage(pid);
      if (usage !== undefined) usages.set(pid, usage);
    }
  };
  const timer = setInterval(sample, 100);
  return {
    stop(): void {
      clearInterval(timer);
    },
    /** The largest peak and the sum of processor time, by function. */
    read(): (ProcessUsage & { name: string })[] {
      sample();
      const byName = new Map<string, ProcessUsage & { name: string }>();
      for (const [pid, { peakBytes, cpuSeconds }] of usages) {
        const name = names.get(pid) ?? '';
        const before = byName.get(name) ?? { name, peakBytes: 0, cpuSeconds: 0 };
        byName.set(name, {
          name,
          peakBytes: Math.max(before.peakBytes, peakBytes),
          cpuSeconds: before.cpuSeconds + cpuSeconds,
        });
      }
      return [...byName.values()];
    },
  };
}

function findFunction(pid: number): string | undefined {
  if (!isDescendant(pid)) return undefined;
  return /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]*)/.exec(read(`/proc/${pid}/environ`))?.[1];
}

function isDescendant(pid: number): boolean {
  for (let at = pid; at > 1; at = Number(statFields(at)[1])) if (at === process.pid) return true;
  return false;
}

/** Fields of `/proc/<pid>/stat` after the name, which stands in parentheses and may hold anything. */
function statFields(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
