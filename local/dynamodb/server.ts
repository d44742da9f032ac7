import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { isLoopbackHost } from '../lambda/loopback.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import type { LocalAccount, LocalServer } from '../ports.ts';
import { Database } from './database.ts';
import { isApiFailure, type Json } from './engine.ts';
import { DynamoDbError } from './operations.ts';

/** DynamoDB's limit of a request, in bytes. */
const MAX_REQUEST_BYTES = 16 * 1024 ** 2;

/** How a local DynamoDB is set up. */
export interface DynamoDbOptions {
  /** Folder of the tables. They survive restarts, also of a killed process. */
  root: string;
  /** Default: us-east-1 and 000000000000. */
  account?: LocalAccount;
  /** Default: a free one. */
  port?: number;
}

/**
 * Starts DynamoDB on this machine, on dynalite and LevelDB. Tables are ACTIVE at once; capacity is not limited.
 * @throws Error when the port is taken, or another process has the folder's tables open
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<LocalServer> {
  const account = options.account ?? { region: 'us-east-1', accountId: '000000000000' };
  const database = await Database.open(resolve(options.root), account);
  try {
    const server = await listenOnLoopback(
      (request, response) => void answerRequest(database, request, response),
      options.port,
    );
    return {
      url: server.url,
      close: async () => {
        await server.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function answerRequest(
  database: Database,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    send(response, 200, await runRequest(database, request));
  } catch (error) {
    if (isApiFailure(error)) {
      send(response, error.statusCode, error.body);
    } else {
      send(response, 500, {
        __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
        message: String(error),
      });
    }
  }
}

async function runRequest(database: Database, request: IncomingMessage): Promise<Json> {
  const service = 'com.amazon.coral.service#';
  if (!isLoopbackHost(request.headers.host)) {
    throw new DynamoDbError(`${service}AccessDeniedException`, 'Host must be 127.0.0.1 or localhost.', 403);
  }
  // A web page can't send it without a preflight request, which is not answered: no page can read tables.
  if (request.headers.authorization?.startsWith('AWS4-') !== true) {
    throw new DynamoDbError(
      `${service}MissingAuthenticationTokenException`,
      'Request is missing Authentication Token',
    );
  }
  const [version, operation = ''] = String(request.headers['x-amz-target']).split('.');
  if (request.method !== 'POST' || version !== 'DynamoDB_20120810') {
    const message =
      'X-Amz-Target must be DynamoDB_20120810 and an operation, such as DynamoDB_20120810.GetItem.';
    throw new DynamoDbError(`${service}UnknownOperationException`, message);
  }
  const input: unknown = parse(await readBody(request));
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new DynamoDbError(`${service}SerializationException`, 'The request must be a JSON object.');
  }
  return database.run(operation, { ...input });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) {
      throw new DynamoDbError(
        'com.amazon.coral.service#RequestEntityTooLargeException',
        'Request too large.',
        413,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, statusCode: number, output: object): void {
  const body = JSON.stringify(output);
  response.writeHead(statusCode, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amz-crc32': crc32(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}
