import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';

/** A request's body without its framing. */
export interface DecodedBody {
  /** Bytes that the client announced; more or less fails the stream. */
  length: number;
  chunks: AsyncIterable<Buffer>;
  /** Trailers by lower-case name, complete once the chunks have ended. */
  trailers: ReadonlyMap<string, string>;
}

/**
 * Opens a request's body, whether it comes plain or `aws-chunked` (`STREAMING-…` content hashes, signed or not).
 * @throws S3Error MissingContentLength; while streaming IncompleteBody when length and body differ
 */
export function decodeBody(request: S3Request): DecodedBody {
  const framed = isAwsChunked(request);
  const length = readLength(request, framed);
  // A body that is given up half-way must not take the connection with it: the error is still to be sent.
  const body: AsyncIterable<Buffer> = request.body.iterator({ destroyOnReturn: false });
  if (!framed) return { length, chunks: exactly(length, body), trailers: new Map() };
  const decoder = new AwsChunkedDecoder();
  return { length, chunks: exactly(length, unframe(body, decoder)), trailers: decoder.trailers };
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

async function* unframe(body: AsyncIterable<Buffer>, decoder: AwsChunkedDecoder): AsyncGenerator<Buffer> {
  for await (const bytes of body) yield* decoder.decode(bytes);
  if (!decoder.ended) throw new S3Error('IncompleteBody');
}

async function* exactly(length: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of chunks) {
    received += chunk.length;
    if (received > length) break;
    yield chunk;
  }
  if (received !== length) throw new S3Error('IncompleteBody');
}
