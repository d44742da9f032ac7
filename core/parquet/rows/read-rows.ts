const LINE_FEED = 0x0a;

/** One line of JSONL: its row, and the bytes that it takes with its line feed. */
export interface RowLine {
  row: unknown;
  bytes: number;
}

/** Cuts JSONL into rows, wherever its chunks end. Blank lines are none. */
export class RowReader {
  /** The start of a line that the next chunk goes on with. */
  #pieces: Uint8Array[] = [];
  #rows = 0;

  /**
   * Gives the rows that end in a chunk, one at a time.
   * @throws SyntaxError when a line isn't JSON
   */
  *push(pushed: Uint8Array): Generator<RowLine, void, undefined> {
    const chunk = viewAsBuffer(pushed);
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      yield* this.#read(chunk.subarray(from, at));
      from = at + 1;
    }
    // A copy, since whoever gave the chunk may fill it again.
    if (from < chunk.length) this.#pieces.push(Uint8Array.from(chunk.subarray(from)));
  }

  /** Gives the last row, if it has no line feed after it. */
  *end(): Generator<RowLine, void, undefined> {
    yield* this.#read(Buffer.alloc(0));
  }

  *#read(end: Buffer): Generator<RowLine, void, undefined> {
    const line = this.#pieces.length === 0 ? end : Buffer.concat([...this.#pieces, end]);
    this.#pieces = [];
    const text = line.toString();
    if (text.trim() === '') return;
    this.#rows++;
    yield { row: parse(text, this.#rows), bytes: line.length + 1 };
  }
}

function parse(text: string, rowNumber: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Row ${rowNumber} isn't JSON.`, { cause });
  }
}

function viewAsBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
