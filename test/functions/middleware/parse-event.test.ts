import middy from '@middy/core';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseEvent } from '../../../functions/middleware/parse-event.ts';

const event = z.strictObject({ n: z.number().default(5) });
const handler = middy<z.output<typeof event>>()
  .use(parseEvent(event))
  .handler(async ({ n }) => n);

test('a handler gets what its schema gives', async () => {
  await expect(Reflect.apply(handler, undefined, [{}, {}])).resolves.toBe(5);
});

test('a handler never sees what its schema refuses', async () => {
  await expect(Reflect.apply(handler, undefined, [{ n: 'five' }, {}])).rejects.toThrow(z.ZodError);
  await expect(Reflect.apply(handler, undefined, [{ n: 1, more: 2 }, {}])).rejects.toThrow(/more/);
});
