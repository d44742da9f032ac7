import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file so that a reader sees the old text or the new one, also when this process is killed half-way.
 * @param mode permissions of the file; default 0600, only its owner's
 */
export async function writeFileAtomically(file: string, text: string, mode = 0o600): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await writeFile(unfinished, text, { mode });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
