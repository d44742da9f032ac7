/** Bytes of a block. */
const blockBytes = 256 * 1024;

/**
 * Cuts bytes that come in chunks of any size into blocks of 256 KiB, of which only the last may be shorter. What is
 * made of the blocks can't depend on the chunks then, and each of them is worth a task of its own in a thread pool.
 */
export async function* cutEqualBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(blockBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const piece = chunk.subarray(from, from + blockBytes - filled);
      block.set(piece, filled);
      from += piece.length;
      filled += piece.length;
      if (filled < blockBytes) continue;
      yield block;
      block = Buffer.allocUnsafe(blockBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
