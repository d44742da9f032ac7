import { Readable } from 'node:stream';
import type { ObjectStore, ObjectWriter } from '../../aws/object-store/index.ts';
import type { PinnedObject } from '../../core/contracts/unit.ts';
import { decompress } from '../../core/dataset-formats/index.ts';
import { FanfoldError, isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { showText } from '../../core/errors/show-text.ts';
import type { SourceName } from '../../core/planning/source-name.ts';

/** What finding items takes of an object store. Reading is by object or range; writing is for what is staged. */
export interface ItemStore extends Pick<ObjectStore, 'read'> {
  openWriter(
    bucket: string,
    key: string,
    contentType: string,
  ): Pick<ObjectWriter, 'write' | 'abort'> & { close(): Promise<{ etag: string }> };
}

/** Where items go that can't be addressed by byte range of their source. */
export interface Staging {
  store: ItemStore;
  bucket: string;
  key: string;
}

/** Decompresses a source; one that is cut off or damaged is refused by whoever reads the stream to its end. */
export async function* decompressSource(
  source: Readable,
  compression: NonNullable<SourceName['compression']>,
  uri: string,
): AsyncGenerator<Buffer> {
  try {
    yield* decompress(source, compression);
  } catch (error) {
    if (isFanfoldError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FanfoldError(
      'SourceRefused',
      `${showText(uri)} can't be decompressed: ${reason}; a whole ${compression} file is needed, so make or upload it again`,
      { cause: error },
    );
  } finally {
    source.destroy();
  }
}

/**
 * Scans chunks and writes them into an object on the way. The object appears only if the scan accepts all of them, and
 * nothing is left of it otherwise.
 */
export async function stageItems<Found>(
  chunks: AsyncIterable<Buffer>,
  { store, bucket, key }: Staging,
  scan: (chunks: AsyncIterable<Buffer>) => Promise<Found>,
): Promise<{ found: Found; object: PinnedObject }> {
  const writer = store.openWriter(bucket, key, 'application/octet-stream');
  try {
    const found = await scan(writeThrough(chunks, writer));
    const { etag } = await writer.close();
    return { found, object: { bucket, key, etag } };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function* writeThrough(chunks: AsyncIterable<Buffer>, writer: Pick<ObjectWriter, 'write'>) {
  for await (const chunk of chunks) {
    await writer.write(chunk);
    yield chunk;
  }
}

/** Inline items as JSONL. */
export function inlineItems(items: readonly unknown[]): Readable {
  return Readable.from(items.map((item) => Buffer.from(`${JSON.stringify(item)}\n`)));
}
