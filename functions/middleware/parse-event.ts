import type { MiddlewareObj } from '@middy/core';
import type { z } from 'zod';

/** Checks the event against a schema before the handler sees it: the state machine and the functions keep one contract. */
export function parseEvent<Schema extends z.ZodType>(schema: Schema): MiddlewareObj<unknown, unknown> {
  return {
    before: (request) => {
      request.event = schema.parse(request.event);
    },
  };
}
