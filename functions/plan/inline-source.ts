import { createHash } from 'node:crypto';

/** Identity of items that come in the execution input itself. */
export function inlineSource(items: readonly unknown[]) {
  const text = JSON.stringify(items);
  return {
    uri: 'inline',
    etag: createHash('sha256').update(text).digest('hex'),
    bytes: Buffer.byteLength(text),
  };
}
