import { listCloudProcesses, signal } from './cloud-processes.ts';

/** Kills a daemon and all of its processes at one blow, none of which gets to act on another's death. */
export function killCloud(daemon: number): void {
  signal(daemon, 'SIGSTOP');
  const below = listCloudProcesses(daemon);
  for (const { pid } of below) signal(pid, 'SIGSTOP');
  for (const { pid } of below) signal(pid, 'SIGKILL');
  signal(daemon, 'SIGKILL');
}
