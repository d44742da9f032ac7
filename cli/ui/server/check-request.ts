import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../../../local/lambda/loopback.ts';

/**
 * Why a request is refused; undefined if it isn't. Any web page can reach 127.0.0.1, but none comes by this name (its own
 * name made to point here is another Host), and none of another origin is let in.
 */
export function checkRequest({
  method,
  headers,
}: Pick<IncomingMessage, 'method' | 'headers'>): { status: number; message: string } | undefined {
  const { host, origin } = headers;
  if (!isLoopbackHost(host))
    return { status: 403, message: 'The Host header must be 127.0.0.1 or localhost.' };
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, message: 'Pages of other origins are not let in.' };
  const site = headers['sec-fetch-site'];
  // A link from another page may lead here, but no script there may read what is here.
  const isVisit = headers['sec-fetch-mode'] === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isVisit)
    return { status: 403, message: 'Pages of other origins are not let in.' };
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, message: 'Allowed are GET and HEAD: this page only shows.' };
  return undefined;
}
