import type { ServerResponse } from 'node:http';
import { type ReadBuffers, type StoredBytes, sendFile } from './send-file.ts';

/** What an operation answers. */
export interface S3Response {
  /** 200 when it isn't said. */
  status?: number;
  headers?: Record<string, string>;
  /** Text is an XML document. */
  body?: string | Buffer | StoredBytes;
}

/**
 * Sends an answer. A stored body goes out as fast as the client takes it.
 * @throws Error when the file can't be read or the client goes away meanwhile
 */
export async function sendResponse(
  response: ServerResponse,
  { status = 200, headers = {}, body }: S3Response,
  buffers: ReadBuffers,
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
  if (body === undefined || Buffer.isBuffer(body)) {
    // 204 and 304 have no body by definition, so no length either.
    const length = status === 204 || status === 304 ? {} : { 'content-length': '0' };
    response.writeHead(status, { ...length, ...headers });
    response.end(body);
    return;
  }
  response.writeHead(status, headers);
  await sendFile(response, body, buffers);
}
