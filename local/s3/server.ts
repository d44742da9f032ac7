import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { LocalAccount, LocalServer, ObjectCreated } from '../ports.ts';
import { dispatch } from './dispatch.ts';
import { S3Error } from './errors.ts';
import type { OperationContext, SharedContext } from './operation.ts';
import { assertLocalCaller } from './protocol/local-caller.ts';
import { parseRequest } from './request.ts';
import { type S3Response, sendResponse } from './response.ts';
import { ReadBuffers } from './send-file.ts';
import { Store } from './store/store.ts';
import { BodyThreads } from './threads/body-threads.ts';
import { buildErrorDocument } from './xml/build-document.ts';

/** Options of {@link startS3}. */
export interface S3Options {
  /** Folder that keeps buckets, objects and uploads; made if there is none. One server at a time. */
  root: string;
  account: LocalAccount;
  /** @default 0, any free port */
  port?: number;
  /** Called after each object that PutObject, CopyObject or CompleteMultipartUpload made. Must not throw. */
  onObjectCreated?: (event: ObjectCreated) => void;
}

/**
 * Starts an S3 server on 127.0.0.1 that AWS's SDKs work with unchanged, by `AWS_ENDPOINT_URL_S3`. Buckets are addressed by
 * path. All state is under `root` and survives a restart, also after a crash of the process. Signatures and presigned URLs
 * are accepted unverified: whoever reaches the port may do everything.
 * @throws Error when the port is taken or the folder holds something else
 */
export async function startS3({ root, account, port = 0, onObjectCreated }: S3Options): Promise<LocalServer> {
  const store = new Store(root);
  const announce: OperationContext['announce'] = (bucket, { key, size, etag }, reason) => {
    const sequencer = store.sequencer.next();
    // Out of the request's way: what the listener throws is not the writer's failure.
    queueMicrotask(() => onObjectCreated?.({ bucket: bucket.name, key, size, etag, sequencer, reason }));
  };
  const buffers = new ReadBuffers();
  const threads = new BodyThreads();
  const underway = new Set<Promise<void>>();
  const server = createServer((message, response) => {
    const answer = respond(message, response, { store, account, threads, announce }, buffers).finally(() => {
      underway.delete(answer);
    });
    underway.add(answer);
  });
  // Clients keep connections for long and upload slowly; on loopback neither is an attack.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await Promise.all(underway);
      await Promise.all([threads.close(), store.close()]);
    },
  };
}

async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  shared: SharedContext,
  buffers: ReadBuffers,
): Promise<void> {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  response.setHeader('x-amz-request-id', requestId);
  try {
    assertLocalCaller(message);
    await sendResponse(response, await dispatch(parseRequest(message), shared), buffers);
  } catch (error) {
    // Once the head is out, only breaking the connection tells the client that the body isn't whole.
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    await sendResponse(response, errorResponse(error, message, requestId), buffers).catch(() =>
      response.destroy(),
    );
  }
}

function errorResponse(
  error: unknown,
  { method, url = '/' }: IncomingMessage,
  requestId: string,
): S3Response {
  const known =
    error instanceof S3Error
      ? error
      : new S3Error('InternalError', { message: `Internal error: ${String(error)}` });
  const status = known.statusCode;
  if (method === 'HEAD') return { status, headers: known.headers };
  const body = buildErrorDocument({
    Code: known.code,
    Message: known.message,
    ...known.fields,
    Resource: url.split('?', 1)[0],
    RequestId: requestId,
  });
  return { status, headers: known.headers, body };
}
