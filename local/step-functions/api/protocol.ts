import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isObject, type Json, type JsonObject, parseJson } from '../json.ts';
import { MAX_REQUEST_BYTES } from '../limits.ts';
import { ApiError } from './errors.ts';
import { ApiRequest } from './request.ts';

/** One operation of the API. */
export type Operation = (request: ApiRequest) => Promise<JsonObject>;

const TARGET_PREFIX = 'AWSStepFunctions.';

/**
 * A server of the AWS JSON 1.0 protocol: `X-Amz-Target: AWSStepFunctions.<operation>`, a JSON object in, a JSON
 * object out. Only requests to 127.0.0.1 and localhost are answered, so that no web page reaches it by DNS tricks.
 */
export function createApiServer(operations: Readonly<Record<string, Operation>>): Server {
  return createServer((request, response) => {
    void answer(request, response, operations);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  operations: Readonly<Record<string, Operation>>,
): Promise<void> {
  try {
    checkHost(request);
    const operation = findOperation(request, operations);
    const members = readMembers(await readBody(request));
    send(response, 200, await operation(new ApiRequest(members)));
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown : internalError(thrown);
    response.setHeader('x-amzn-ErrorType', error.type);
    send(response, error.statusCode, { __type: error.type, message: error.message, ...error.fields });
  }
}

function checkHost({ headers }: IncomingMessage): void {
  if (/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(headers.host ?? '')) return;
  const message = `The Host header is '${headers.host ?? ''}', allowed are 127.0.0.1 and localhost`;
  throw new ApiError('AccessDeniedException', message, {}, 403);
}

function findOperation(
  { headers, method }: IncomingMessage,
  operations: Readonly<Record<string, Operation>>,
): Operation {
  const target = headers['x-amz-target'];
  const name =
    typeof target === 'string' && target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (method === 'POST' && operation !== undefined) return operation;
  const shown = target === undefined ? 'no X-Amz-Target header' : `'${String(target)}'`;
  const allowed = Object.keys(operations).join(', ');
  const message = `The operation (${shown}) is not supported by the local Step Functions, supported are: ${allowed}`;
  throw new ApiError('UnknownOperationException', message);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) {
      const message = `The request is larger than ${MAX_REQUEST_BYTES} bytes`;
      throw new ApiError('RequestEntityTooLargeException', message, {}, 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function readMembers(body: string): JsonObject {
  let json: Json;
  try {
    json = body === '' ? {} : parseJson(body);
  } catch {
    throw new ApiError('SerializationException', 'The request is not valid JSON');
  }
  if (isObject(json)) return json;
  throw new ApiError('SerializationException', 'The request must be a JSON object');
}

function internalError(thrown: unknown): ApiError {
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new ApiError('InternalFailure', `Internal error of the local Step Functions: ${detail}`, {}, 500);
}

function send(response: ServerResponse, statusCode: number, body: JsonObject): void {
  response.writeHead(statusCode, {
    'Content-Type': 'application/x-amz-json-1.0',
    'x-amzn-RequestId': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
