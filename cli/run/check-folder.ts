import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { showText } from '../format/show-text.ts';

/** A folder that an option names may be missing, but it can't be a file, and it must be possible to make it. */
export async function checkFolder(option: string, path: string): Promise<string[]> {
  for (let nearest = path; ; nearest = dirname(nearest)) {
    const found = await stat(nearest).catch(() => undefined);
    if (found === undefined && nearest !== dirname(nearest)) continue;
    if (found?.isDirectory() === false) {
      return [
        `${option} ${showText(path)} can't be a folder: ${nearest === path ? 'it' : showText(nearest)} is a file`,
      ];
    }
    const writable = await access(nearest, constants.W_OK).then(
      () => true,
      () => false,
    );
    return writable
      ? []
      : [`${option} ${showText(path)} can't be written: ${showText(nearest)} allows no writing`];
  }
}
