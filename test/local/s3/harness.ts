import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import type { LocalServer, ObjectCreated } from '../../../local/ports.ts';
import { startS3 } from '../../../local/s3/index.ts';
import { ACCOUNT } from './account.ts';

export const BUCKET = 'bucket';
export const MIB = 1024 * 1024;

/** A server with one bucket, a client for it, and the events it told of. */
export interface Harness {
  root: string;
  server: LocalServer;
  client: S3Client;
  events: ObjectCreated[];
}

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An SDK client that has nothing but the endpoint set. */
export function clientFor(endpoint: string): S3Client {
  const client = new S3Client({
    endpoint,
    region: ACCOUNT.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** Starts a server for one test. */
export async function start(root = temporaryFolder()): Promise<Harness> {
  const events: ObjectCreated[] = [];
  const server = await startS3({ root, account: ACCOUNT, onObjectCreated: (event) => events.push(event) });
  onTestFinished(() => server.close());
  return { root, server, client: clientFor(server.url), events };
}

/** Starts a server that has a bucket. */
export async function startWithBucket(): Promise<Harness> {
  const harness = await start();
  await harness.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return harness;
}

/** A raw answer. */
export interface RawResponse {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** Sends a request just as it is written, which an SDK would not. */
export async function sendRaw(
  { url }: LocalServer,
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): Promise<RawResponse> {
  const { port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
  const length = 'transfer-encoding' in headers ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const outgoing = request(
    { host: '127.0.0.1', port, method, path: target, headers: { ...length, ...headers }, agent: false },
    (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
      response.on('error', reject);
    },
  );
  outgoing.on('error', reject);
  outgoing.end(body);
  return await promise;
}

/** The code in an error document. */
export function errorCode({ body }: RawResponse): string | undefined {
  return /<Code>(.*?)<\/Code>/.exec(body)?.[1];
}
