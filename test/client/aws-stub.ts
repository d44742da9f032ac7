import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the stub answers: a status, a JSON body, and headers. */
export interface StubAnswer {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** One request that it got. */
export interface StubRequest {
  /** Operation of the JSON protocol such as `StartExecution`, or method and path. */
  operation: string;
  body: unknown;
}

/** A server on 127.0.0.1 that answers the SDK's JSON protocols as a test says. */
export async function startAwsStub(answer: (request: StubRequest) => StubAnswer) {
  const requests: StubRequest[] = [];
  const server = createServer(async (message, response) => {
    const body = await text(message);
    const request = { operation: nameOperation(message), body: body === '' ? undefined : JSON.parse(body) };
    requests.push(request);
    const { status = 200, body: answered, headers } = answer(request);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers });
    response.end(JSON.stringify(answered));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function nameOperation(message: IncomingMessage): string {
  const target = message.headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1);
  return `${message.method} ${message.url}`;
}
