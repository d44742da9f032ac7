const LINE_FEED = 0x0a;

/** Takes a row and the bytes of its line, line feed included. */
export type RowVisitor = (row: unknown, bytes: number) => void;

/** Cuts JSONL into rows, wherever its chunks end. Blank lines are none. */
export class RowReader {
  /** The start of a line that the next chunk goes on with. */
  #pieces: Uint8Array[] = [];
  #rows = 0;

  /**
   * Gives the rows that end in a chunk.
   * @throws SyntaxError when a line isn't JSON
   */
  push(pushed: Uint8Array, visit: RowVisitor): void {
    const chunk = viewAsBuffer(pushed);
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      if (this.#pieces.length > 0) this.#endLine(chunk.subarray(from, at), visit);
      else this.#read(chunk.toString('utf8', from, at), at + 1 - from, visit);
      from = at + 1;
    }
    // A copy, since whoever gave the chunk may fill it again.
    if (from < chunk.length) this.#pieces.push(Uint8Array.from(chunk.subarray(from)));
  }

  /** Gives the last row, if it has no line feed after it. */
  end(visit: RowVisitor): void {
    this.#endLine(Buffer.alloc(0), visit);
  }

  #endLine(end: Buffer, visit: RowVisitor): void {
    const line = Buffer.concat([...this.#pieces, end]);
    this.#pieces = [];
    this.#read(line.toString(), line.length + 1, visit);
  }

  #read(text: string, bytes: number, visit: RowVisitor): void {
    if (text.length === 0) return;
    let row: unknown;
    try {
      row = JSON.parse(text);
    } catch (cause) {
      if (text.trim() === '') return;
      throw new SyntaxError(`Row ${this.#rows + 1} isn't JSON.`, { cause });
    }
    this.#rows++;
    visit(row, bytes);
  }
}

function viewAsBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
