import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Segment } from './segments.ts';

/** Errors of file systems that can't give a file another name, or no more. */
const NO_LINK = new Set(['EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'ENOSYS']);
/** Links made without letting others at the thread: some milliseconds' worth. */
const LINKS_AT_ONCE = 200;

/**
 * Makes a folder of links to the files of segments, so that they stay whatever happens to their objects, without a byte
 * copied. A linked file stays whole even where a range of it is all that is needed.
 * The first links are made before this returns, so the files must be there at that moment only if they are few; callers hold
 * folders of more.
 * @returns the segments in that folder; undefined, and no folder, where the file system can't link
 */
export async function linkSegments(
  segments: readonly Segment[],
  folder: string,
): Promise<Segment[] | undefined> {
  mkdirSync(folder);
  try {
    const linked: Segment[] = [];
    for (const [at, segment] of segments.entries()) {
      const target = path.join(folder, segmentFileName(at, segment));
      linkSync(segment.path, target);
      linked.push({ ...segment, path: target });
      if (at % LINKS_AT_ONCE === LINKS_AT_ONCE - 1) await setImmediate();
    }
    return linked;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (error instanceof Error && 'code' in error && NO_LINK.has(String(error.code))) return undefined;
    throw error;
  }
}

/** A linked segment's place in the body, and its bytes in the file, so that the names tell all of a folder. */
function segmentFileName(at: number, { first, length }: Segment): string {
  return [at, first, length].join('.');
}

/** Finds the segments of a folder that {@link linkSegments} made again. */
export function readLinkedSegments(folder: string): Segment[] {
  return readdirSync(folder)
    .map((name) => {
      const [at, first, length] = name.split('.').map(Number);
      if (at === undefined || first === undefined || length === undefined) {
        throw new Error(`"${name}" in ${folder} is not a linked segment`);
      }
      return { at, segment: { path: path.join(folder, name), first, length } };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ segment }) => segment);
}
