import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What a process of the local cloud is there for. */
export type Role =
  | 'plan'
  | 'unit'
  | 'item'
  | 'govern'
  | 'plan-merge'
  | 'merge'
  | 'seal'
  | 'report'
  /** Ends process groups when the daemon is gone. */
  | 'reaper'
  | 'other';

/** A process of the local cloud, below its daemon. */
export interface CloudProcess {
  pid: number;
  parent: number;
  role: Role;
}

const functionRoles: readonly [RegExp, Role][] = [
  [/PlanMerge/, 'plan-merge'],
  [/Merge/, 'merge'],
  [/Plan/, 'plan'],
  [/Unit/, 'unit'],
  [/Govern/, 'govern'],
  [/Seal/, 'seal'],
  [/Report/, 'report'],
];

/** @throws Error on a system without Linux's /proc */
export function checkSystem(): void {
  if (existsSync(`/proc/${process.pid}/task/${process.pid}/children`)) return;
  throw new Error(`chaos finds processes by /proc, which ${process.platform} doesn't have; run it on Linux`);
}

/** The processes below a daemon, as of now. */
export function listCloudProcesses(daemon: number): CloudProcess[] {
  return childrenOf(daemon).flatMap((pid): CloudProcess[] => {
    const role = roleOf(pid);
    const below = childrenOf(pid).map(
      (child): CloudProcess => ({
        pid: child,
        parent: pid,
        role: role === 'unit' ? 'item' : 'other',
      }),
    );
    return [{ pid, parent: daemon, role }, ...below];
  });
}

/** All processes that were started with this text among their arguments or environment variables. */
export function findProcessesWith(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .filter((pid) => `${readProc(pid, 'cmdline')}${readProc(pid, 'environ')}`.includes(text));
}

/** Whether a process is there and not merely waiting to be buried. */
export function isAlive(pid: number): boolean {
  const stat = readProc(pid, 'stat');
  return stat !== '' && !/\) [ZX] /.test(stat);
}

/** Signals a process, or with a negative number its group; false if it is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

function roleOf(pid: number): Role {
  const environment = readProc(pid, 'environ').split('\0');
  const name = environment.find((variable) => variable.startsWith('AWS_LAMBDA_FUNCTION_NAME='));
  if (name !== undefined) return functionRoles.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
  return readProc(pid, 'cmdline').startsWith('/bin/sh') ? 'reaper' : 'other';
}

function childrenOf(pid: number): number[] {
  return readProc(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** Empty for a process that is gone, or isn't this user's. */
function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
