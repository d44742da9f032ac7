import { cut } from '../splitting/support.ts';

/** Bytes as a stream of chunks of the given sizes, over and over. */
export async function* stream(content: string | Uint8Array, sizes: readonly number[] = [1_000_000]) {
  yield* cut(typeof content === 'string' ? Buffer.from(content) : content, sizes);
}

/** A stream's bytes in one piece. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks));
}

/** Rows as units write them. */
export function toJsonl(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** A source of blocks that counts what was taken of it and knows whether it was closed. */
export function createCountingSource(blocks: number, createBlock: () => Uint8Array) {
  const source = {
    taken: 0,
    closed: false,
    async *[Symbol.asyncIterator]() {
      try {
        for (; source.taken < blocks; ) {
          source.taken += 1;
          yield createBlock();
        }
      } finally {
        source.closed = true;
      }
    },
  };
  return source;
}
