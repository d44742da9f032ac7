import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { isLoopbackHost } from '../lambda/loopback.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import type { LocalAccount, LocalServer } from '../ports.ts';
import { readRequestText } from '../read-request-text.ts';
import { parseJson } from '../step-functions/json.ts';
import type { EventEnvelope } from './event.ts';
import { putEvents } from './put-events.ts';

/** Ten entries of 256 KB, JSON-escaped. */
const MAX_REQUEST_BYTES = 6 * 1_048_576;

/** Options of {@link startEvents}. */
export interface EventsOptions {
  account: LocalAccount;
  publish(event: EventEnvelope): void;
  /** @default 0, any free port */
  port?: number;
}

/** An error of the API by EventBridge's own name. */
class EventBridgeError extends Error {
  readonly statusCode: number;

  constructor(name: string, message: string, statusCode = 400) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
  }
}

/**
 * Starts EventBridge's API on 127.0.0.1, in the AWS JSON 1.1 protocol: PutEvents. Rules come from stacks only.
 * @throws Error when the port is taken
 */
export function startEvents(options: EventsOptions): Promise<LocalServer> {
  return listenOnLoopback((request, response) => void answer(options, request, response), options.port);
}

async function answer(
  options: EventsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.setHeader('x-amzn-requestid', randomUUID());
  try {
    response.end(JSON.stringify(await run(options, request)));
  } catch (error) {
    const known = asApiError(error);
    response.statusCode = known.statusCode;
    response.setHeader('x-amzn-errortype', known.name);
    response.end(JSON.stringify({ __type: known.name, message: known.message }));
  }
}

async function run({ account, publish }: EventsOptions, request: IncomingMessage): Promise<unknown> {
  if (!isLoopbackHost(request.headers.host)) {
    throw new EventBridgeError('AccessDeniedException', 'Host must be 127.0.0.1 or localhost.', 403);
  }
  // A web page can't send it without a preflight request, which is not answered: no page can send events.
  if (request.headers.authorization?.startsWith('AWS4-') !== true) {
    throw new EventBridgeError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const target = request.headers['x-amz-target'];
  if (request.method !== 'POST' || target !== 'AWSEvents.PutEvents') {
    throw new EventBridgeError(
      'UnknownOperationException',
      `${target ?? 'No X-Amz-Target'} is not an operation of the local EventBridge, which has AWSEvents.PutEvents; rules come from stacks.`,
    );
  }
  return putEvents(parseJson(await readRequestText(request, MAX_REQUEST_BYTES)), account, publish);
}

function asApiError(error: unknown): EventBridgeError {
  if (error instanceof EventBridgeError) return error;
  if (error instanceof z.ZodError) return new EventBridgeError('ValidationException', z.prettifyError(error));
  if (error instanceof SyntaxError) return new EventBridgeError('SerializationException', error.message);
  return new EventBridgeError(
    'InternalException',
    error instanceof Error ? error.message : String(error),
    500,
  );
}
