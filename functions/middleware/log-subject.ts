import type { MiddlewareObj } from '@middy/core';
import { type LogFields, logJson } from '../logging/json-console.ts';
import { subjectOf } from '../logging/subject-of.ts';

/** Says in every line of a function's log what its invocation is about. */
export interface SubjectLog {
  /** To be used first, so that what the others log has it too. */
  readonly middleware: MiddlewareObj<unknown, unknown>;
  /** Adds what the invocation has learned, until it ends. */
  add(fields: LogFields): void;
}

/**
 * Has this process log JSON from its first invocation on; before, there is nothing that a line could be about. What an invocation is about stands until the next one begins: the runtime logs an
 * error after the handler has thrown it.
 */
export function logSubject(): SubjectLog {
  let fields: LogFields | undefined;
  return {
    middleware: {
      before: ({ event, context }) => {
        if (fields === undefined) logJson(() => fields ?? {});
        fields = { requestId: context.awsRequestId, ...subjectOf(event) };
      },
    },
    add: (learned) => {
      fields = { ...fields, ...learned };
    },
  };
}
