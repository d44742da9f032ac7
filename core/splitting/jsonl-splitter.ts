import type { ItemVisitor } from './item.ts';
import { ItemAssembler } from './item-assembler.ts';
import type { Splitter, SplitterStart } from './splitter.ts';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const NO_BYTES = new Uint8Array(0);

/**
 * Splits JSONL into lines. Line ends are found by the native search, which is why a scan runs at gigabytes a second;
 * a source without `\r` pays for one more search per chunk, not per line.
 */
export class JsonlSplitter implements Splitter {
  readonly columns = null;
  readonly #assembler: ItemAssembler;
  #offset: number;
  #line: number;
  /** The line that the next chunk goes on with has only spaces and tabs so far. */
  #blank = true;
  /** The last byte was `\r`, so a `\n` that comes first in the next chunk belongs to it. */
  #afterCarriageReturn = false;

  constructor({ offset, line, ...settings }: SplitterStart) {
    this.#assembler = new ItemAssembler(settings);
    this.#offset = offset;
    this.#line = line;
    this.#assembler.begin(line, offset);
  }

  push(pushed: Uint8Array, visit: ItemVisitor): void {
    const { length } = pushed;
    if (length === 0) return;
    const chunk = viewAsBuffer(pushed);
    let from = 0;
    if (this.#afterCarriageReturn) {
      this.#afterCarriageReturn = false;
      if (chunk[0] === LINE_FEED) {
        from = 1;
        this.#assembler.begin(this.#line, this.#offset + 1);
      }
    }
    let lineFeed = find(chunk, LINE_FEED, from);
    let carriageReturn = find(chunk, CARRIAGE_RETURN, from);
    for (;;) {
      const at = Math.min(lineFeed, carriageReturn);
      if (at === length) break;
      if (!isBlank(chunk, from, at) || !this.#blank)
        visit(this.#assembler.finish(chunk, this.#offset, this.#offset + at));
      from = at + 1;
      if (at === carriageReturn) {
        if (from === length) this.#afterCarriageReturn = true;
        else if (from === lineFeed) from += 1;
        carriageReturn = find(chunk, CARRIAGE_RETURN, from);
      }
      if (lineFeed < from) lineFeed = find(chunk, LINE_FEED, from);
      this.#line += 1;
      this.#blank = true;
      this.#assembler.begin(this.#line, this.#offset + from);
    }
    this.#blank &&= isBlank(chunk, from, length);
    this.#assembler.hold(chunk, this.#offset);
    this.#offset += length;
  }

  end(visit: ItemVisitor): void {
    if (!this.#blank) visit(this.#assembler.finish(NO_BYTES, this.#offset, this.#offset));
    this.#blank = true;
  }
}

function viewAsBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function find(chunk: Buffer, byte: number, from: number): number {
  const at = chunk.indexOf(byte, from);
  return at < 0 ? chunk.length : at;
}

function isBlank(chunk: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && (chunk[at] === SPACE || chunk[at] === TAB)) at += 1;
  return at === to;
}
