import type { IncomingMessage } from 'node:http';
import { S3Error } from '../errors.ts';

/**
 * Lets only programs on this machine in, not web pages: a page whose name was rebound to 127.0.0.1 sends its own name as
 * Host, and one that posts across origins sends its Origin.
 * @throws S3Error AccessDenied
 */
export function assertLocalCaller({ headers, socket }: IncomingMessage): void {
  const allowed = [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`];
  const host = headers.host ?? '';
  if (!allowed.includes(host)) {
    throw new S3Error('AccessDenied', {
      message: `Access Denied: Host is "${host}", allowed are ${allowed.join(' and ')}, with the bucket in the path.`,
    });
  }
  const { origin } = headers;
  if (origin !== undefined && !allowed.some((own) => origin === `http://${own}`)) {
    throw new S3Error('AccessDenied', {
      message: `Access Denied: requests of web pages (${origin}) are refused.`,
    });
  }
}
