import type { IncomingMessage } from 'node:http';

/**
 * Reads the whole of a small request.
 * @param maxBytes more is refused
 * @throws Error when the body is larger
 */
export async function readRequestText(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`The request is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
