import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { objectName, parseManifest } from '../../core/verification/index.ts';

/** A file of a data set and its size, as a manifest in the same folder has them. */
interface DeliveredFile {
  name: string;
  bytes: number;
}

/** Files of the data set whose manifest lies in a folder; none if there is no manifest that can be read. */
export async function readDelivered(directory: string): Promise<DeliveredFile[]> {
  const text = await readFile(join(directory, 'manifest.json'), 'utf8').catch(() => '');
  const parsed = parseManifest(text);
  if (!parsed.ok) return [];
  return parsed.manifest.dataset.objects.map(({ uri, bytes }) => ({ name: objectName(uri) ?? '', bytes }));
}

/**
 * Removes what an earlier delivery left of its data set and the present one didn't replace: `data-00003.jsonl` beside a
 * data set of two objects would be taken for a part of it. Only files that the earlier manifest names, with the size that
 * it says, are removed; they are copies of objects in the bucket.
 *
 * @param names of the present files
 * @returns absolute paths
 */
export async function removeReplaced(
  directory: string,
  earlier: readonly DeliveredFile[],
  names: ReadonlySet<string>,
): Promise<string[]> {
  const removed: string[] = [];
  for (const { name, bytes } of earlier) {
    if (names.has(name)) continue;
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile() || found.size !== bytes) continue;
    await rm(path);
    removed.push(path);
  }
  return removed;
}

/** Files in a folder that look like a data set's, other than those of the given names. Absolute paths, in order. */
export async function findStrays(directory: string, names: ReadonlySet<string>): Promise<string[]> {
  return (await readdir(directory))
    .filter((name) => /^data(-\d+)?\.(jsonl|csv|parquet)(\.gz|\.zst)?$/.test(name) && !names.has(name))
    .sort()
    .map((name) => join(directory, name));
}
