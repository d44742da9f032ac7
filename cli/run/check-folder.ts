import { stat } from 'node:fs/promises';
import { showText } from '../format/show-text.ts';

/** A folder that an option names may be missing, but it may not be a file. */
export async function checkFolder(option: string, path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || found.isDirectory()
    ? []
    : [`${option} ${showText(path)} is a file; it must be a folder`];
}
