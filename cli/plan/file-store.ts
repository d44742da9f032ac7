import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { readSourceName } from '../../core/planning/source-name.ts';
import type { SourceObject } from '../../functions/plan/pin-source.ts';
import type { ItemStore } from '../../functions/plan/stage-items.ts';
import type { SourceFile } from '../run/run-request.ts';

/** What stands for a bucket: files as they are, and what is staged of compressed ones. */
const files = 'file';

/** Pins files by their size and the time of their last change, as Plan pins objects. */
export function pinFiles(given: readonly SourceFile[]): Promise<SourceObject[]> {
  return Promise.all(
    given.map(async ({ path, name }) => ({
      uri: path,
      bucket: files,
      key: path,
      etag: await tagOf(path),
      bytes: (await stat(path)).size,
      name: readSourceName(name),
    })),
  );
}

/**
 * Files in the place of an object store. What is staged goes into a folder, or nowhere if nobody will read it.
 * @param folder that somebody else takes away
 */
export function createFileStore(folder: string | undefined): ItemStore {
  return {
    async read({ bucket, key, etag }, range) {
      const isFile = bucket === files;
      const path = isFile ? key : stagedPath(folder, key);
      if (isFile && (await tagOf(path)) !== etag)
        throw new FanfoldError('SourceChanged', `${path} was changed while it was read; plan it again`);
      return createReadStream(path, range && { start: range.start, end: range.end - 1 });
    },
    openWriter(_bucket, key) {
      const file = folder === undefined ? undefined : open(stagedPath(folder, key), 'w');
      return {
        async write(piece) {
          await (await file)?.appendFile(piece);
        },
        async close() {
          await (await file)?.close();
          return { etag: 'staged' };
        },
        async abort() {
          await (await file)?.close();
        },
      };
    },
  };
}

async function tagOf(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${size}-${mtimeMs}`;
}

function stagedPath(folder: string | undefined, key: string): string {
  if (folder === undefined) throw new Error(`${key} was not staged, and is read nevertheless`);
  return join(folder, createHash('sha256').update(key).digest('hex').slice(0, 16));
}
