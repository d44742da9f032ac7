import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { IncomingDirectory } from './incoming-directory.ts';
import { type ObjectMetadata, readFooter } from './object-file.ts';
import type { SegmentFolders } from './segment-folders.ts';
import { readSegmentTable, topNames } from './segment-table.ts';
import { Upload } from './upload.ts';

/** What a bucket's folder holds. */
export interface LoadedBucket {
  objects: ObjectMetadata[];
  uploads: Upload[];
}

/**
 * Finds a bucket's objects and uploads again, and finishes what a crash interrupted: the folder of an upload that had
 * become an object goes to where the object's segments are.
 * @param needed gets the names that objects need in their segment folders
 * @throws Error when a file is not an object of this store, or an object's segments are missing
 */
export function loadBucket(
  directory: string,
  incoming: IncomingDirectory,
  folders: SegmentFolders,
  needed: Map<string, ReadonlySet<string>>,
): LoadedBucket {
  const uploadsDirectory = path.join(directory, 'uploads');
  const unfinished = new Set(readdirSync(uploadsDirectory));
  const objectsDirectory = path.join(directory, 'objects');
  const objects = readdirSync(objectsDirectory).map((name) => {
    const descriptor = openSync(path.join(objectsDirectory, name), 'r');
    try {
      const { metadata, contentBytes } = readFooter(descriptor);
      if (metadata.segments !== undefined) {
        const folder = folders.pathOf(metadata.segments);
        needed.set(metadata.segments, topNames(folder, readSegmentTable(descriptor, contentBytes, folder)));
      }
      return metadata;
    } finally {
      closeSync(descriptor);
    }
  });
  for (const { key, segments } of objects) {
    if (segments === undefined) continue;
    const there = existsSync(folders.pathOf(segments));
    const upload = path.join(uploadsDirectory, segments);
    if (unfinished.delete(segments)) {
      if (there) incoming.removeSoon(upload);
      else folders.adopt(upload, segments);
    } else if (!there) {
      throw new Error(`the segments of object "${key}" are missing: there is no folder ${segments}`);
    }
  }
  return {
    objects,
    uploads: [...unfinished].map((name) => Upload.load(path.join(uploadsDirectory, name))),
  };
}
