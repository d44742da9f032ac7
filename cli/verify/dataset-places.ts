import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DatasetPlace, objectName } from '../../core/verification/index.ts';
import type { StorageConnection } from '../parts.ts';

/** Files of a data set beside its manifest, as `--out` puts them. */
export function placeBeside(manifest: string, showPath: (path: string) => string): DatasetPlace {
  const pathOf = (uri: string): string => {
    const name = objectName(uri);
    if (name === undefined)
      throw new TypeError(`${uri} names no file; its manifest should have been refused`);
    return join(dirname(manifest), name);
  };
  return {
    show: (uri) => showPath(pathOf(uri)),
    open: (uri, start) => openFile(pathOf(uri), start),
  };
}

/** Objects of a data set where its manifest says that they are. */
export function placeInS3(storage: StorageConnection): DatasetPlace {
  return { show: (uri) => uri, open: (uri, start) => storage.open(uri, start) };
}

/** A file's bytes from an offset on; undefined if there is none. */
export async function openFile(path: string, start = 0): Promise<AsyncIterable<Buffer> | undefined> {
  const stream = createReadStream(path, { start, highWaterMark: 1024 ** 2 });
  try {
    await once(stream, 'open');
    return stream;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
