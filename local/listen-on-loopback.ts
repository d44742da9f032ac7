import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { LocalServer } from './ports.ts';

/**
 * Serves HTTP on 127.0.0.1 only.
 * @param port default 0, any free port
 * @throws Error when the port is taken
 */
export async function listenOnLoopback(listener: RequestListener, port = 0): Promise<LocalServer> {
  const server = createServer(listener);
  // A request may stay open for long: a daemon's client keeps one for its whole life.
  server.requestTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
