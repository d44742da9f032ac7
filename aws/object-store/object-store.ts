import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Piece } from '../../core/contracts/merge.ts';
import type { PinnedObject } from '../../core/contracts/unit.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { createConnections } from './direct-reads/index.ts';
import { createMultipart } from './multipart.ts';
import { openObjectWriter } from './object-writer.ts';
import { readInto } from './read-into.ts';

/** An S3 object as HeadObject shows it. */
export interface ObjectHead {
  etag: string;
  bytes: number;
  /** In buckets with versioning only. */
  versionId: string | undefined;
}

/** The object store: S3, by streams. */
export type ObjectStore = ReturnType<typeof createObjectStore>;

/** Binds the operations that fanfold needs to an S3 client. */
export function createObjectStore(client: S3Client) {
  const connections = createConnections();
  return {
    head: (bucket: string, key: string) => headObject(client, bucket, key),
    read: (object: PinnedObject, range?: { start: number; end: number }) => readPinned(client, object, range),
    readText: (bucket: string, key: string) => readText(client, bucket, key),
    stream: (bucket: string, key: string) => openStream(client, { Bucket: bucket, Key: key }),
    readPiece: (bucket: string, piece: Piece) => openStream(client, requestPiece(bucket, piece)),
    /** Reads a piece into memory of its size; gives back how many bytes came, others if the object is another. */
    readPieceInto: (bucket: string, piece: Piece, into: Buffer) =>
      readInto(client, connections, requestPiece(bucket, piece), into),
    multipart: createMultipart(client),
    putText: (bucket: string, key: string, text: string, contentType: string) =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: contentType })),
    /** Puts an object whose CRC64NVME is known; S3 refuses other bytes as `BadDigest`. */
    put: (bucket: string, key: string, body: Uint8Array, told: { contentType: string; crc64nvme: string }) =>
      client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: told.contentType,
          ChecksumCRC64NVME: told.crc64nvme,
        }),
      ),
    openWriter: (bucket: string, key: string, contentType: string) =>
      openObjectWriter({ client, bucket, key, contentType }),
  };
}

/** What an object is now; undefined if there is none. */
async function headObject(client: S3Client, bucket: string, key: string): Promise<ObjectHead | undefined> {
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return { etag: head.ETag ?? '', bytes: head.ContentLength ?? 0, versionId: head.VersionId };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Streams a pinned object or a byte range [start, end) of it.
 * @throws FanfoldError `SourceChanged` if the object is no longer what was pinned
 */
async function readPinned(
  client: S3Client,
  object: PinnedObject,
  range?: { start: number; end: number },
): Promise<Readable> {
  try {
    return await openStream(client, {
      Bucket: object.bucket,
      Key: object.key,
      IfMatch: object.etag,
      ...(range !== undefined && { Range: `bytes=${range.start}-${range.end - 1}` }),
    });
  } catch (error) {
    if (isMissing(error) || (error instanceof S3ServiceException && error.name === 'PreconditionFailed')) {
      throw new FanfoldError(
        'SourceChanged',
        `s3://${object.bucket}/${object.key} is no longer the object with ETag ${object.etag} that the run was planned on; start a new run on what is there now`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** A whole small object as text; undefined if there is none. */
async function readText(client: S3Client, bucket: string, key: string): Promise<string | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function requestPiece(bucket: string, { key, start, end, whole }: Piece): GetObjectCommandInput {
  return { Bucket: bucket, Key: key, ...(!whole && { Range: `bytes=${start}-${end - 1}` }) };
}

async function openStream(client: S3Client, input: GetObjectCommandInput): Promise<Readable> {
  const { Body } = await client.send(new GetObjectCommand(input));
  if (!(Body instanceof Readable)) throw new Error('S3 gave no stream for a GetObject');
  return Body;
}

/** True for S3's "there is no such object". */
function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}
