import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Downstream } from './downstreams.ts';
import { takeRequest } from './take-request.ts';
import { type Traffic, TrafficMeter } from './traffic.ts';

/** A test server that listens on 127.0.0.1. */
export interface TestServer {
  /** What items call. */
  url: string;
  /** What it saw so far. */
  read(): Traffic;
  close(): Promise<void>;
}

/**
 * Starts a server that behaves as a downstream does.
 * @param runMs what a run takes at best: by it a capacity that changes is timed
 */
export async function listen(downstream: Downstream, runMs: number): Promise<TestServer> {
  const meter = new TrafficMeter();
  const answer = (response: ServerResponse, admitted: boolean, afterMs: number) => {
    setTimeout(() => {
      meter.leave(performance.now(), admitted);
      response.writeHead(admitted ? 200 : 429, { 'content-type': 'text/plain' });
      response.end(admitted ? 'done' : 'too many requests');
    }, afterMs);
  };
  const server = createServer((request, response) => {
    request.resume();
    const { admitted, answerMs } = takeRequest(downstream, meter, { nowMs: performance.now(), runMs });
    answer(response, admitted, answerMs);
  });
  // Longer than a unit's item process waits between two requests, so that no connection closes under one.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    read: () => meter.read(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
