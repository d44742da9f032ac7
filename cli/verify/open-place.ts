import { relative } from 'node:path';
import type { DatasetPlace } from '../../core/verification/index.ts';
import type { Edge } from '../edge.ts';
import { openFile, placeBeside, placeInS3 } from './dataset-places.ts';
import type { ManifestSource } from './find-manifest.ts';

/** What is done at a place: with its name and its manifest, undefined if that isn't there. */
type Use = (
  place: DatasetPlace,
  name: string,
  manifest: AsyncIterable<Uint8Array> | undefined,
) => Promise<number>;

/** Opens where a data set lies, for as long as it is used: a folder, or the local cloud of a state folder. */
export async function openPlace(
  source: ManifestSource,
  stateDir: string,
  { cwd, parts, stderr, interrupt }: Edge,
  use: Use,
): Promise<number> {
  if (source.kind === 'file') {
    const showPath = (path: string): string => {
      const shown = relative(cwd, path);
      return shown.startsWith('..') ? path : shown;
    };
    const { path } = source;
    return use(interruptible(placeBeside(path, showPath), interrupt), showPath(path), await openFile(path));
  }
  const cloud = await parts.openLocalCloud({
    stateDir,
    keep: true,
    log: (text) => stderr.write(`${text}\n`),
  });
  try {
    const storage = await parts.connectStorage(cloud);
    try {
      const done = storage
        .open(source.uri)
        .then((manifest) => use(interruptible(placeInS3(storage), interrupt), source.uri, manifest));
      return await Promise.race([done, cloud.lost.then((reason) => Promise.reject(reason))]);
    } finally {
      storage.close();
    }
  } finally {
    await cloud.close();
  }
}

function interruptible(place: DatasetPlace, interrupt: AbortSignal): DatasetPlace {
  return {
    show: place.show,
    async open(uri, start) {
      const bytes = await place.open(uri, start);
      return bytes && untilInterrupted(bytes, interrupt);
    },
  };
}

async function* untilInterrupted(bytes: AsyncIterable<Uint8Array>, interrupt: AbortSignal) {
  for await (const chunk of bytes) {
    interrupt.throwIfAborted();
    yield chunk;
  }
}
