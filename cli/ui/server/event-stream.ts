import type { ServerResponse } from 'node:http';
import type { Listener, RunFollower } from '../follow/run-follower.ts';

const heartbeatMs = 15_000;
/** Bytes that wait for a reader that is slow; beyond, it gets a snapshot once it has caught up. */
const mostWaiting = 4 * 1024 ** 2;

/**
 * Sends what a run does as server-sent events until the reader leaves. Every connection begins with a snapshot, so one
 * that broke off (its `Last-Event-ID` says where) misses nothing.
 */
export function sendEvents(
  response: ServerResponse,
  follower: Pick<RunFollower, 'listen' | 'snapshot'>,
): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.write('retry: 1000\n\n');
  let behind = false;
  const listener: Listener = (id, { name, data }) => {
    if (behind) return;
    response.write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    behind = response.writableLength > mostWaiting;
  };
  response.on('drain', () => {
    if (!behind) return;
    behind = false;
    follower.snapshot(listener);
  });
  // Finds out that a reader is gone also where nothing happens.
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
  const leave = follower.listen(listener);
  response.once('close', () => {
    clearInterval(heartbeat);
    leave();
  });
}
