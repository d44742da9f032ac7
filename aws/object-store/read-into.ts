import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { type Connections, isSignedRequest } from './direct-reads/index.ts';

/**
 * Reads bytes of an object into memory: the SDK signs the request, retries it and understands its errors; the bytes
 * come over a connection that writes them where they belong.
 * @param into as many bytes as are asked for
 * @returns how many bytes came: others than `into` has if the object isn't as large as was thought
 */
export async function readInto(
  client: S3Client,
  connections: Connections,
  input: GetObjectCommandInput,
  into: Buffer,
): Promise<number> {
  const command = new GetObjectCommand(input);
  let isRead = false;
  command.middlewareStack.add(
    (next) => async (given) => {
      const { request } = given;
      const head = isSignedRequest(request) ? await connections.read(request, into) : undefined;
      if (head === undefined) return next(given);
      isRead = true;
      return { response: { statusCode: head.statusCode, headers: head.headers, body: emptyBody() } };
    },
    { step: 'deserialize', priority: 'low', name: 'readDirectly' },
  );
  const { Body } = await client.send(command);
  if (isRead) return into.length;
  if (!(Body instanceof Readable)) throw new Error('S3 gave no stream for a GetObject');
  return copyInto(Body, into);
}

/** Up to one chunk more than there is room for is read, so that a body that is too long is noticed. */
async function copyInto(body: Readable, into: Buffer): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) {
    if (bytes + chunk.byteLength > into.length) return bytes + chunk.byteLength;
    into.set(chunk, bytes);
    bytes += chunk.byteLength;
  }
  return bytes;
}

function emptyBody(): Readable {
  return new Readable({
    read() {
      this.push(null);
    },
  });
}
