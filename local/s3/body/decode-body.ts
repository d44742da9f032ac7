import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { readStream } from './read-stream.ts';

/** Takes the next bytes of a body; what it returns, if anything, is awaited before it gets more. */
export type TakeBytes = (bytes: Buffer) => Promise<unknown> | undefined;

/** A request's body without its framing. */
export interface DecodedBody {
  /** Bytes that the client announced. */
  length: number;
  /**
   * Reads it, once.
   * @param keeps whether `take` needs the bytes afterwards; else their memory is freed
   * @throws S3Error IncompleteBody when length and body differ, and what `take` throws
   */
  read(take: TakeBytes, keeps: boolean): Promise<void>;
  /** Trailers by lower-case name, complete once the body is read. */
  trailers: ReadonlyMap<string, string>;
}

/**
 * Opens a request's body, whether it comes plain or `aws-chunked` (`STREAMING-…` content hashes, signed or not).
 * @throws S3Error MissingContentLength
 */
export function decodeBody(request: S3Request): DecodedBody {
  const framed = isAwsChunked(request);
  const length = readLength(request, framed);
  const decoder = framed ? new AwsChunkedDecoder() : undefined;
  return {
    length,
    trailers: decoder?.trailers ?? new Map(),
    read: async (take, keeps) => {
      let received = 0;
      const takeAll = (pieces: Iterator<Buffer>): Promise<unknown> | undefined => {
        for (let next = pieces.next(); next.done !== true; next = pieces.next()) {
          received += next.value.length;
          if (received > length) throw new S3Error('IncompleteBody');
          const busy = take(next.value);
          if (busy !== undefined) return busy.then(() => takeAll(pieces));
        }
        return undefined;
      };
      await readStream(request.body, (bytes) => takeAll(decoder?.decode(bytes) ?? [bytes].values()), keeps);
      if (received !== length || decoder?.ended === false) throw new S3Error('IncompleteBody');
    },
  };
}

function isAwsChunked({ headers }: S3Request): boolean {
  if (headers.get('x-amz-content-sha256')?.startsWith('STREAMING-')) return true;
  const encodings = headers.get('content-encoding') ?? '';
  return encodings.split(',').some((encoding) => encoding.trim() === 'aws-chunked');
}

function readLength({ headers }: S3Request, framed: boolean): number {
  const decoded = headers.get('x-amz-decoded-content-length');
  const text = framed ? decoded : headers.get('content-length');
  // A request without a body may come without a length.
  if (text === undefined && !framed && headers.get('transfer-encoding') === undefined) return 0;
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
  throw new S3Error('MissingContentLength', {
    message: `You must say how long the body is, in ${framed ? 'x-amz-decoded-content-length' : 'Content-Length'}.`,
  });
}
