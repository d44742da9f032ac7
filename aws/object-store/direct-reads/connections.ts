import { Connection } from './connection.ts';
import { type SignedRequest, writeRequest } from './request.ts';
import type { ResponseHead } from './response-head.ts';

/** Reads bodies of responses straight into memory, over connections that are kept. */
export type Connections = ReturnType<typeof createConnections>;

/** Begins without a connection; there are as many as there were reads at once. */
export function createConnections() {
  const idle = new Map<string, Connection[]>();

  const take = (request: SignedRequest): { connection: Connection; giveBack: () => void } => {
    const secure = request.protocol === 'https:';
    const host = request.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = request.port ?? (secure ? 443 : 80);
    const place = `${request.protocol}//${host}:${port}`;
    const free = (idle.get(place) ?? []).filter((each) => each.isOpen);
    const connection = free.pop() ?? new Connection({ secure, host, port });
    idle.set(place, free);
    return { connection, giveBack: () => void idle.get(place)?.push(connection) };
  };

  return {
    /**
     * Sends a GET and reads its response into memory.
     * @param into as many bytes as the response must have
     * @returns undefined if it has others, or is an error, or the connection breaks: ask the usual way then
     */
    async read(request: SignedRequest, into: Buffer): Promise<ResponseHead | undefined> {
      if (request.method !== 'GET') return undefined;
      const { connection, giveBack } = take(request);
      const head = await connection.read(writeRequest(request), into);
      if (head !== undefined && connection.isOpen) giveBack();
      return head;
    },
  };
}
