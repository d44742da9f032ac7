const lineFeed = 0x0a;

/** Bytes of a block, as long as no line is longer. */
const blockBytes = 256 * 1024;

/**
 * Cuts bytes that come in chunks of any size into blocks of whole lines, each line with its line feed. Only the last
 * block may end without one. Memory holds one block, or one line where that is longer.
 */
export async function* cutLineBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let from = 0; from < bytes.length; from += blockBytes) {
      const piece = bytes.subarray(from, from + blockBytes);
      const end = piece.lastIndexOf(lineFeed) + 1;
      if (end > 0) {
        const lines = piece.subarray(0, end);
        yield begun.length === 0 ? lines : Buffer.concat([...begun, lines]);
        begun = [];
      }
      // A copy: whoever reads on may fill the same chunk again.
      if (end < piece.length) begun.push(Buffer.from(piece.subarray(end)));
    }
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}
