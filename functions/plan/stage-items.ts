import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { PinnedObject } from '../../core/contracts/unit.ts';
import { FanfoldError, isFanfoldError } from '../../core/errors/fanfold-error.ts';
import type { SourceName } from '../../core/planning/source-name.ts';

/** Where items go that can't be addressed by byte range of their source. */
export interface Staging {
  store: ObjectStore;
  bucket: string;
  key: string;
}

/** Decompresses a source; one that is cut off or damaged is refused by whoever reads the stream to its end. */
export async function* decompress(
  source: Readable,
  compression: NonNullable<SourceName['compression']>,
  uri: string,
): AsyncGenerator<Buffer> {
  const decompressor = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  source.on('error', (error) => decompressor.destroy(error));
  try {
    yield* source.pipe(decompressor);
  } catch (error) {
    if (isFanfoldError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FanfoldError(
      'SourceRefused',
      `${uri} can't be decompressed: ${reason}; a whole ${compression} file is needed, so make or upload it again`,
      { cause: error },
    );
  } finally {
    source.destroy();
  }
}

/** Lets chunks pass and writes them into an object on the way. */
export async function* stageItems(
  chunks: AsyncIterable<Buffer>,
  staging: Staging,
  staged: (object: PinnedObject) => void,
) {
  const writer = staging.store.openWriter(staging.bucket, staging.key, 'application/octet-stream');
  try {
    for await (const chunk of chunks) {
      await writer.write(chunk);
      yield chunk;
    }
    const { etag } = await writer.close();
    staged({ bucket: staging.bucket, key: staging.key, etag });
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Inline items as JSONL. */
export function inlineItems(items: readonly unknown[]): Readable {
  return Readable.from(items.map((item) => Buffer.from(`${JSON.stringify(item)}\n`)));
}
