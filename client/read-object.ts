import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import type { S3Address } from './s3-uri.ts';

/** Connections that may break off, one after another, without a byte in between. */
const fruitlessAttempts = 4;

/**
 * An object's bytes, from an offset to its end, in flat memory. A connection that breaks off is taken up at the byte where it ended;
 * `IfMatch` makes sure that all bytes are of one version.
 *
 * @param start offset of the first byte; must lie inside of the object. Default 0
 * @throws FanfoldError `SourceChanged` when the object was replaced in the middle
 */
export async function* readObject(
  s3: S3Client,
  { bucket, key }: S3Address,
  start = 0,
): AsyncGenerator<Buffer> {
  let offset = start;
  let etag: string | undefined;
  let length = Number.POSITIVE_INFINITY;
  let fruitless = 0;
  for (;;) {
    const from = offset;
    try {
      const response = await s3.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(etag !== undefined && { IfMatch: etag }),
          ...((etag !== undefined || offset > 0) && { Range: `bytes=${offset}-` }),
        }),
      );
      if (etag === undefined && response.ContentLength !== undefined) length = start + response.ContentLength;
      etag = response.ETag;
      if (!(response.Body instanceof Readable)) return;
      for await (const chunk of response.Body) {
        offset += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'PreconditionFailed') {
        throw new FanfoldError(
          'SourceChanged',
          `s3://${bucket}/${key} was replaced while it was read; read it again`,
          {
            cause: error,
          },
        );
      }
      // Nothing was read yet: the SDK's own retries are spent, so this is an answer and no broken connection.
      if (etag === undefined) throw error;
      if (offset === length) return;
      fruitless = offset > from ? 0 : fruitless + 1;
      if (fruitless >= fruitlessAttempts) throw error;
    }
  }
}
