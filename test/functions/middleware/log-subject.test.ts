import middy from '@middy/core';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { logSubject } from '../../../functions/middleware/log-subject.ts';
import { parseEvent } from '../../../functions/middleware/parse-event.ts';

const before = { ...console };
const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
beforeEach(() => {
  written.mockClear();
});
afterAll(() => {
  Object.assign(console, before);
});

const lines = (): unknown[] => written.mock.calls.map(([text]) => JSON.parse(String(text)));

const log = logSubject();
const handler = middy<{ runId: string }>()
  .use(log.middleware)
  .use(parseEvent(z.strictObject({ runId: z.string() })))
  .handler(({ runId }) => {
    log.add({ attempt: 2 });
    console.log('%s began', runId, { big: 1n });
    console.error(new TypeError('no'));
  });

function invoke(event: unknown, awsRequestId: string): Promise<unknown> {
  // What Lambda hands over may be anything.
  return Reflect.apply(handler, undefined, [event, { awsRequestId }]);
}

test('whatever is logged is one line of JSON that says what the invocation is about', async () => {
  await invoke({ runId: 'r-1' }, 'request-1');
  const about = { timestamp: expect.any(String), requestId: 'request-1', run: 'r-1', attempt: 2 };
  expect(lines()).toEqual([
    { ...about, level: 'INFO', message: 'r-1 began { big: 1n }' },
    { ...about, level: 'ERROR', message: expect.stringMatching(/^TypeError: no\n {4}at /) },
  ]);
});

test('an event that is refused is not taken for the one before it', async () => {
  await invoke({ runId: 'r-1' }, 'request-1');
  written.mockClear();
  await expect(invoke({ runId: 'r-2', more: true }, 'request-2')).rejects.toThrow('more');
  console.error('Invoke Error');
  expect(lines()).toEqual([
    {
      timestamp: expect.any(String),
      level: 'ERROR',
      message: 'Invoke Error',
      requestId: 'request-2',
      run: 'r-2',
    },
  ]);
});
