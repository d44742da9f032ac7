import type { IncomingMessage, ServerResponse } from 'node:http';
import { isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { isLoopbackHost } from '../lambda/loopback.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import type { LocalCloud } from '../open-cloud.ts';
import type { LocalServer } from '../ports.ts';
import { readRequestText } from '../read-request-text.ts';
import type { AttachedClients } from './attached-clients.ts';
import { deployRequest, type Greeting } from './messages.ts';

const MAX_REQUEST_BYTES = 65_536;

/** What the control server serves. */
export interface ControlOptions {
  cloud: Pick<LocalCloud, 'deploy' | 'parameter'>;
  clients: AttachedClients;
  greeting: Greeting;
  /** What requests must show as bearer token. */
  token: string;
}

/**
 * Starts the daemon's control server on 127.0.0.1, for its clients in other processes:
 * - `POST /attach` stays open both ways for as long as the client needs the daemon
 * - `POST /deploy` deploys a cloud assembly
 * - `GET /parameter?name=` reads an SSM parameter
 */
export function startControlServer(options: ControlOptions): Promise<LocalServer> {
  return listenOnLoopback((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      const [status, code] = isFanfoldError(error) ? [400, error.code] : [500, 'LocalCloudFailed'];
      send(response, status, { code, message: error instanceof Error ? error.message : String(error) });
    });
  });
}

async function answer(
  options: ControlOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { cloud, clients, token } = options;
  // Any web page can reach 127.0.0.1; none knows the token, and none comes by this name.
  if (!isLoopbackHost(request.headers.host) || request.headers.authorization !== `Bearer ${token}`) {
    return send(response, 403, { code: 'AccessDenied', message: 'The token of this daemon is required.' });
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  switch (`${request.method} ${url.pathname}`) {
    case 'POST /attach':
      if (clients.over) return send(response, 503, { code: 'Stopping', message: 'The daemon is stopping.' });
      return attach(options, request, response);
    case 'POST /deploy': {
      const { assembly } = deployRequest.parse(JSON.parse(await readRequestText(request, MAX_REQUEST_BYTES)));
      return send(response, 200, { stacks: await cloud.deploy(assembly) });
    }
    case 'GET /parameter':
      return send(response, 200, {
        value: (await cloud.parameter(url.searchParams.get('name') ?? '')) ?? null,
      });
    default:
      return send(response, 404, {
        code: 'NotFound',
        message: `${request.method} ${url.pathname} is not known.`,
      });
  }
}

/** A client is gone when it ends its half of the stream, or when the kernel closes the connection of a dead process. */
function attach(
  { clients, greeting }: ControlOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const detach = clients.add();
  response.once('close', detach);
  request.once('end', () => {
    detach();
    // The last client gets its end when the daemon's process does: it can wait for that.
    if (!clients.over) response.end();
  });
  request.resume();
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.write(`${JSON.stringify(greeting)}\n`);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
