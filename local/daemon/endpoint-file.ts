import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../write-file-atomically.ts';

const endpoint = z.object({
  /** Of fanfold: a client attaches to a daemon of its own version only. */
  fanfoldVersion: z.string(),
  pid: z.int(),
  /** Random, new at each start: tells this daemon from another program that got its port. */
  instanceId: z.string(),
  /** Of the control server. */
  url: z.string(),
  /** What a client must show. */
  token: z.string(),
});

/** Where a state folder's daemon is reached. */
export type DaemonEndpoint = z.output<typeof endpoint>;

function endpointFile(stateDir: string): string {
  return join(stateDir, 'daemon.json');
}

/** Reads where the daemon is; undefined when none is there. It may be a dead one's: only its answer tells. */
export async function readEndpoint(stateDir: string): Promise<DaemonEndpoint | undefined> {
  try {
    return endpoint.safeParse(JSON.parse(await readFile(endpointFile(stateDir), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Says where the daemon is, to this user's programs only. */
export function writeEndpoint(stateDir: string, value: DaemonEndpoint): Promise<void> {
  return writeFileAtomically(endpointFile(stateDir), JSON.stringify(value), 0o600);
}

/** To be called by the holder of the state folder only. */
export function removeEndpoint(stateDir: string): Promise<void> {
  return rm(endpointFile(stateDir), { force: true });
}
