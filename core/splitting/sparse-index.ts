import type { SourceItem } from './item.ts';

/** Most marks that an index keeps: 1.5 MiB, whatever the size of the source. */
export const MAX_MARKS = 65_536;

/** Where a block of items begins. */
export interface IndexMark {
  /** Index of the item that the mark is at. */
  item: number;
  /** Line on which the item begins. */
  line: number;
  /** Offset of the item's first byte. */
  start: number;
  /** Offset after the last byte of the item before it, 0 for the first item: where a unit that ends here ends. */
  previousEnd: number;
}

/**
 * What Plan remembers of a source that it scans once, in bounded memory: where every `stride`-th item lies. The stride
 * is 1 until the marks run out, then every second mark is dropped and it doubles. So the number of items, which balanced
 * units need, is known at the end of one pass over a source of any size, and so is where each unit would begin: exactly
 * up to 65,536 items, to a 32,768th of the source or finer beyond. No second pass, no list of all items.
 */
export class SparseIndex {
  readonly #lines: Float64Array;
  readonly #starts: Float64Array;
  readonly #previousEnds: Float64Array;
  readonly #maxMarks: number;
  #marks = 0;
  #stride = 1;
  #items = 0;
  #end = 0;
  #nextMark = 0;

  /** @param maxMarks an even number, 2 or more. @default MAX_MARKS */
  constructor(maxMarks: number = MAX_MARKS) {
    if (!Number.isSafeInteger(maxMarks) || maxMarks < 2 || maxMarks % 2 !== 0) {
      throw new RangeError(`maxMarks is ${maxMarks}; it must be an even number, 2 or more.`);
    }
    this.#maxMarks = maxMarks;
    this.#lines = new Float64Array(maxMarks);
    this.#starts = new Float64Array(maxMarks);
    this.#previousEnds = new Float64Array(maxMarks);
  }

  /** Items added so far. */
  get items(): number {
    return this.#items;
  }

  /** Offset after the last item's last byte, 0 without items. */
  get end(): number {
    return this.#end;
  }

  /** Items from one mark to the next; only the last block may have fewer. A power of two. */
  get stride(): number {
    return this.#stride;
  }

  /** Marks kept: the items divided by the stride, rounded up. */
  get marks(): number {
    return this.#marks;
  }

  /** Adds the next item; items come in order, none left out. */
  add(item: Readonly<Pick<SourceItem, 'index' | 'line' | 'start' | 'end'>>): void {
    if (item.index !== this.#items) {
      throw new RangeError(
        `Item ${item.index} was added to an index of ${this.#items} items; items are added in order.`,
      );
    }
    if (item.index === this.#nextMark) this.#mark(item.line, item.start);
    this.#items += 1;
    this.#end = item.end;
  }

  /** The mark at `position`, from 0. */
  at(position: number): IndexMark {
    const line = this.#lines[position];
    const start = this.#starts[position];
    const previousEnd = this.#previousEnds[position];
    if (position >= this.#marks || line === undefined || start === undefined || previousEnd === undefined) {
      throw new RangeError(`The index has no mark ${position}; it has ${this.#marks}.`);
    }
    return { item: position * this.#stride, line, start, previousEnd };
  }

  #mark(line: number, start: number): void {
    if (this.#marks === this.#maxMarks) this.#thinOut();
    this.#lines[this.#marks] = line;
    this.#starts[this.#marks] = start;
    this.#previousEnds[this.#marks] = this.#end;
    this.#marks += 1;
    this.#nextMark += this.#stride;
  }

  // With an even number of marks, the item that asked for room is at a multiple of the doubled stride as well.
  #thinOut(): void {
    for (const column of [this.#lines, this.#starts, this.#previousEnds]) {
      for (let mark = 0; mark < this.#maxMarks; mark += 2) column[mark / 2] = column[mark] ?? 0;
    }
    this.#marks = this.#maxMarks / 2;
    this.#stride *= 2;
  }
}
