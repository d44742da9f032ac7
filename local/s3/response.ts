import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What an operation answers. */
export interface S3Response {
  /** 200 when it isn't said. */
  status?: number;
  headers?: Record<string, string>;
  /** Text is an XML document. */
  body?: string | Buffer | Readable;
}

/**
 * Sends an answer. A stream goes out as fast as the client takes it.
 * @throws Error when the stream fails or the client goes away meanwhile
 */
export async function sendResponse(
  response: ServerResponse,
  { status = 200, headers = {}, body }: S3Response,
): Promise<void> {
  if (typeof body === 'string') {
    response.writeHead(status, {
      ...headers,
      'content-type': 'application/xml',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
    return;
  }
  if (body === undefined || body instanceof Buffer) {
    // 204 and 304 have no body by definition, so no length either.
    const length = status === 204 || status === 304 ? {} : { 'content-length': '0' };
    response.writeHead(status, { ...length, ...headers });
    response.end(body);
    return;
  }
  response.writeHead(status, headers);
  await pipeline(body, response);
}
