import { stat } from 'node:fs/promises';
import { showText } from '../format/show-text.ts';

/** A local cloud that is only read from must be there: opening one where there is none would make an empty one. */
export async function checkStateFolder(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return [];
  return [
    `--state ${showText(path)} ${found === undefined ? 'does not exist' : 'is a file'}; it must be the folder of a local cloud that a run has used`,
  ];
}
