import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Listener } from '../../cli/ui/follow/run-follower.ts';
import { sendEvents } from '../../cli/ui/server/event-stream.ts';
import { listenOnLoopback } from '../../local/listen-on-loopback.ts';

const note = (text: string) => ({ name: 'notes' as const, data: { notes: [text] } });
const large = 'x'.repeat(512 * 1024);

/** A run that many large events come from, and its snapshot. */
function createFollower() {
  let told: Listener = () => {};
  let left = false;
  return {
    listen(listener: Listener) {
      told = listener;
      return () => {
        left = true;
      };
    },
    snapshot: (listener: Listener) => listener(99, note('snapshot')),
    tell: (id: number, text: string) => told(id, note(text)),
    hasLeft: () => left,
  };
}

test('a reader that is slow costs bounded memory, and gets a snapshot once it has caught up', async () => {
  const follower = createFollower();
  let response: ServerResponse | undefined;
  const server = await listenOnLoopback((_, given) => {
    response = given;
    sendEvents(given, follower);
  });
  const request = get(server.url);
  const [reader]: IncomingMessage[] = await once(request, 'response');
  if (reader === undefined || response === undefined) throw new Error('no response');
  reader.pause();

  let most = 0;
  for (let id = 1; id <= 200; id++) {
    follower.tell(id, large);
    most = Math.max(most, response.writableLength);
    await setImmediate();
  }
  expect(most).toBeGreaterThan(large.length);
  expect(most).toBeLessThan(6 * 1024 ** 2);

  let text = '';
  reader.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk.replaceAll(/x{100,}/g, '');
  });
  reader.resume();
  while (!text.includes('snapshot')) await once(reader, 'data');
  follower.tell(201, 'after');
  while (!text.includes('after')) await once(reader, 'data');
  expect(text.indexOf('snapshot')).toBeLessThan(text.indexOf('after'));
  expect(text).not.toContain('id: 200\n');

  const closed = once(response, 'close');
  request.destroy();
  await closed;
  expect(follower.hasLeft()).toBe(true);
  await server.close();
});
