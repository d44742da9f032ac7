import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer of the Lambda API. */
export interface ApiResponse {
  statusCode: number;
  headers?: Record<string, string>;
  /** JSON text, or empty; bytes of code. */
  body: string | Buffer;
}

/** A body of JSON. */
export function answer(value: unknown, statusCode = 200): ApiResponse {
  return { statusCode, body: JSON.stringify(value) };
}

/**
 * An error in the form that AWS's REST-JSON services give it.
 * @param reason of a throttle, Lambda's ThrottleReason
 */
export function answerError(
  statusCode: number,
  error: string,
  message: string,
  reason?: string,
): ApiResponse {
  const Type = statusCode < 500 ? 'User' : 'Service';
  return {
    statusCode,
    headers: { 'x-amzn-errortype': error },
    body: JSON.stringify({ ...(reason === undefined ? {} : { Reason: reason }), Type, message }),
  };
}

/**
 * Reads a body as text.
 * @returns undefined when it has more bytes than `limit`; the rest is not kept
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= limit) {
      chunks.push(chunk);
    } else {
      chunks.length = 0;
    }
  }
  return bytes > limit ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** Sends an answer with its request id. */
export function sendResponse(response: ServerResponse, requestId: string, result: ApiResponse): void {
  response.writeHead(result.statusCode, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(result.body),
    'x-amzn-requestid': requestId,
    ...result.headers,
  });
  response.end(result.body);
}
