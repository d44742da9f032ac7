import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { z } from 'zod';
import { type ErrorCode, FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { DaemonEndpoint } from './endpoint-file.ts';
import { failureResponse, type Greeting, greeting } from './messages.ts';

/** Time in which a daemon has to greet; another program on its port might never. */
const GREETING_TIMEOUT_MS = 5_000;
/** Time that the last client leaves a daemon to stop. */
const DETACH_TIMEOUT_MS = 5_000;

/** An open connection that keeps a daemon alive. */
export interface Attachment {
  greeting: Greeting;
  /** Resolves when the connection has ended, for whatever reason. */
  ended: Promise<void>;
  /** Lets this process end while the connection is open. */
  unref(): void;
  /** Ends the connection; if it was the daemon's last one, resolves when the daemon is gone. */
  detach(): Promise<void>;
}

/** Attaches to a daemon; undefined when it is gone, stopping, or not the one that the endpoint file names. */
export async function attach(endpoint: DaemonEndpoint): Promise<Attachment | undefined> {
  const request = open(endpoint, 'POST', '/attach');
  const timer = setTimeout(() => request.destroy(), GREETING_TIMEOUT_MS);
  try {
    request.flushHeaders();
    const response = await responseOf(request);
    const parsed = greeting.safeParse(JSON.parse(await firstLineOf(response)));
    if (parsed.data?.instanceId !== endpoint.instanceId) throw new Error('not the daemon');
    return createAttachment(request, response, parsed.data);
  } catch {
    request.destroy();
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function createAttachment(request: ClientRequest, response: IncomingMessage, given: Greeting): Attachment {
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve);
    request.once('close', resolve);
  });
  return {
    greeting: given,
    ended,
    unref: () => request.socket?.unref(),
    async detach() {
      request.socket?.ref();
      request.end();
      const timer = setTimeout(() => request.destroy(), DETACH_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
      request.destroy();
    },
  };
}

/**
 * Sends one request to a daemon.
 * @throws FanfoldError with what the daemon refused, another Error when it can't be reached
 */
export async function ask<T>(
  endpoint: DaemonEndpoint,
  method: 'GET' | 'POST',
  path: string,
  schema: z.ZodType<T>,
  body?: object,
): Promise<T> {
  const request = open(endpoint, method, path);
  request.end(body === undefined ? undefined : JSON.stringify(body));
  const response = await responseOf(request);
  const answer: unknown = JSON.parse(await text(response));
  if (response.statusCode === 200) return schema.parse(answer);
  const { code, message } = failureResponse.parse(answer);
  throw new FanfoldError(isRefusal(code) ? code : 'LocalCloudFailed', message);
}

function isRefusal(code: string): code is ErrorCode {
  return code === 'InvalidUsage';
}

function open(endpoint: DaemonEndpoint, method: string, path: string): ClientRequest {
  return httpRequest(`${endpoint.url}${path}`, {
    method,
    agent: false,
    headers: { authorization: `Bearer ${endpoint.token}` },
  });
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('close', () => reject(new Error('the connection was closed')));
    // For good: a daemon that is killed resets connections later too.
    request.on('error', reject);
  });
}

/** The greeting is all that ever comes on this stream; what follows is its end. */
function firstLineOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk;
      if (received.endsWith('\n')) resolve(received);
    });
    response.once('close', () => reject(new Error('the daemon did not greet')));
    response.on('error', reject);
  });
}
