/** Status and headers of a response, names in lower case. */
export interface ResponseHead {
  statusCode: number;
  headers: Record<string, string>;
  /** Bytes that it takes, up to where the body begins. */
  bytes: number;
}

/**
 * Reads the head of a response to a GET that was answered with bytes of a known length.
 * @returns undefined while it isn't complete; null if it is anything else: an error, an unknown length, not HTTP/1.1
 */
export function readResponseHead(received: Buffer): ResponseHead | null | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [status = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
  const statusCode = Number(/^HTTP\/1\.1 (200|206)(?: |$)/.exec(status)?.[1]);
  if (Number.isNaN(statusCode)) return null;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) return null;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  if ('transfer-encoding' in headers || !/^\d+$/.test(headers['content-length'] ?? '')) return null;
  return { statusCode, headers, bytes: end + 4 };
}
