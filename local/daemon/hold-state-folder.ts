import { setTimeout } from 'node:timers/promises';
import { lockStateFolder, type StateFolderLock } from '../state-folder-lock.ts';
import { attach } from './control-client.ts';
import { readEndpoint } from './endpoint-file.ts';

const RETRY_MS = 20;

/**
 * Takes a state folder for this daemon. While another process has it, it is about to serve or about to end: waits for either.
 * @param signal gives up waiting
 * @returns undefined when another daemon of the same version serves the folder
 * @throws the signal's reason
 */
export async function holdStateFolder(
  stateDir: string,
  fanfoldVersion: string,
  signal: AbortSignal,
): Promise<StateFolderLock | undefined> {
  for (;;) {
    signal.throwIfAborted();
    const lock = lockStateFolder(stateDir);
    if (lock !== undefined) return lock;
    const endpoint = await readEndpoint(stateDir);
    if (endpoint?.fanfoldVersion === fanfoldVersion) {
      const attachment = await attach(endpoint);
      if (attachment !== undefined) {
        await attachment.detach();
        return undefined;
      }
    }
    await setTimeout(RETRY_MS);
  }
}
