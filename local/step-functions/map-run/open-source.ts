import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isObject, type Json } from '../json.ts';
import { describeS3Error } from './describe-s3-error.ts';
import { ItemReaderFailure } from './reader-failure.ts';

/** The object that an ItemReader reads. */
export interface SourceObject {
  bucket: string;
  key: string;
  versionId: string | undefined;
  expectedBucketOwner: string | undefined;
}

/** Takes an ItemReader's evaluated Arguments apart. */
export function toSourceObject(value: Json): SourceObject {
  const { Bucket, Key, VersionId, ExpectedBucketOwner } = isObject(value) ? value : {};
  if (typeof Bucket !== 'string' || typeof Key !== 'string') {
    throw new ItemReaderFailure('The Bucket and Key of an ItemReader must be strings.');
  }
  return {
    bucket: Bucket,
    key: Key,
    versionId: typeof VersionId === 'string' ? VersionId : undefined,
    expectedBucketOwner: typeof ExpectedBucketOwner === 'string' ? ExpectedBucketOwner : undefined,
  };
}

/**
 * Opens an object as text. Names that end in .gz, .zst or .zstd are decompressed, as AWS does.
 * @throws ItemReaderFailure with S3's own error
 */
export async function* openSource(s3: S3Client, source: SourceObject): AsyncGenerator<string> {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const bytes of decompress(await fetchObject(s3, source), source.key)) {
      yield decoder.decode(bytes, { stream: true });
    }
    yield decoder.decode();
  } catch (thrown) {
    if (thrown instanceof ItemReaderFailure) throw thrown;
    const { bucket, key } = source;
    throw new ItemReaderFailure(`Reading s3://${bucket}/${key} failed: ${describeS3Error(thrown)}`);
  }
}

async function fetchObject(s3: S3Client, source: SourceObject): Promise<Readable> {
  const { Body } = await s3.send(
    new GetObjectCommand({
      Bucket: source.bucket,
      Key: source.key,
      ...(source.versionId === undefined ? {} : { VersionId: source.versionId }),
      ...(source.expectedBucketOwner === undefined
        ? {}
        : { ExpectedBucketOwner: source.expectedBucketOwner }),
    }),
  );
  if (!(Body instanceof Readable)) throw new Error('S3 gave no body');
  return Body;
}

function decompress(body: Readable, key: string): AsyncIterable<Uint8Array> {
  if (key.endsWith('.gz')) return pipe(body, createGunzip());
  if (key.endsWith('.zst') || key.endsWith('.zstd')) return pipe(body, createZstdDecompress());
  return body;
}

function pipe(body: Readable, through: NodeJS.ReadWriteStream & Readable): Readable {
  body.on('error', (error) => through.destroy(error));
  return body.pipe(through);
}
