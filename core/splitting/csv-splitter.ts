import { checkColumns, readCsvHeader } from './csv-header.ts';
import { type CsvDelimiter, type CsvFormat, checkDelimiter } from './format.ts';
import type { ItemVisitor } from './item.ts';
import { ItemAssembler } from './item-assembler.ts';
import { describePosition, SourceRefusal } from './refusal.ts';
import type { Splitter, SplitterStart } from './splitter.ts';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const NO_BYTES = new Uint8Array(0);

// Where the scanner is in a record.
const RECORD_START = 0;
const ONLY_BLANKS = 1;
const FIELD_START = 2;
const PLAIN = 3;
const QUOTED = 4;
/** After a quote inside a quoted field: the field's end, or the first of two. */
const QUOTE_IN_QUOTED = 5;

/**
 * Splits CSV into records: a line end ends a record unless it is in a quoted field. A line that is empty or only spaces
 * and tabs isn't a record; where tab is the delimiter, a tab makes a record of empty fields. What follows a closing
 * quote up to the next delimiter, and a quote that isn't a field's first character, is passed over as text: such a
 * record is malformed, but it ends where its line does.
 */
export class CsvSplitter implements Splitter {
  readonly #delimiter: CsvDelimiter;
  readonly #delimiterByte: number;
  readonly #maxItemBytes: number;
  readonly #items: ItemAssembler;
  /** Puts the header together as long as it hasn't been read, then the items. */
  #assembler: ItemAssembler;
  #columns: readonly string[] | null;
  #state = RECORD_START;
  #offset: number;
  #line: number;
  #lastByte = 0;
  #quote = { line: 0, offset: 0 };

  constructor({ delimiter, columns }: CsvFormat, { offset, line, isRange, ...settings }: SplitterStart) {
    checkDelimiter(delimiter);
    if (columns) checkColumns(columns);
    this.#delimiter = delimiter;
    this.#delimiterByte = delimiter.charCodeAt(0);
    this.#columns = columns ?? null;
    this.#maxItemBytes = settings.maxItemBytes;
    this.#items = new ItemAssembler(settings);
    this.#assembler = columns || isRange ? this.#items : new ItemAssembler({ ...settings, content: true });
    this.#offset = offset;
    this.#line = line;
    this.#assembler.begin(line, offset);
  }

  get columns(): readonly string[] | null {
    return this.#columns;
  }

  push(chunk: Uint8Array, visit: ItemVisitor): void {
    const { length } = chunk;
    const delimiter = this.#delimiterByte;
    let state = this.#state;
    let line = this.#line;
    for (let at = 0; at < length; at += 1) {
      const byte = chunk[at];
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
        const isSecondHalf =
          byte === LINE_FEED && (at > 0 ? chunk[at - 1] : this.#lastByte) === CARRIAGE_RETURN;
        if (!isSecondHalf) line += 1;
        if (state === QUOTED) continue;
        if (state > ONLY_BLANKS) this.#closeRecord(chunk, this.#offset + at, visit);
        state = RECORD_START;
        this.#assembler.begin(line, this.#offset + at + 1);
      } else if (state === QUOTED) {
        if (byte === QUOTE) state = QUOTE_IN_QUOTED;
      } else if (byte === delimiter) {
        state = FIELD_START;
      } else if (byte === QUOTE) {
        if (state === RECORD_START || state === FIELD_START) {
          state = QUOTED;
          this.#quote = { line, offset: this.#offset + at };
        } else {
          state = state === QUOTE_IN_QUOTED ? QUOTED : PLAIN;
        }
      } else if (state !== PLAIN) {
        const isBlank = state <= ONLY_BLANKS && (byte === SPACE || byte === TAB);
        state = isBlank ? ONLY_BLANKS : PLAIN;
      }
    }
    this.#state = state;
    this.#line = line;
    this.#lastByte = chunk[length - 1] ?? this.#lastByte;
    this.#assembler.hold(chunk, this.#offset);
    this.#offset += length;
  }

  /** @throws SourceRefusal `CsvUnclosedQuote` */
  end(visit: ItemVisitor): void {
    if (this.#state === QUOTED) {
      const { line, offset } = this.#quote;
      throw new SourceRefusal(
        'CsvUnclosedQuote',
        `The quote opened at ${describePosition(line, offset)} is never closed, so the records after it can't be told apart; a quoted field must end with a quote.`,
      );
    }
    if (this.#state > ONLY_BLANKS) this.#closeRecord(NO_BYTES, this.#offset, visit);
    this.#state = RECORD_START;
  }

  #closeRecord(chunk: Uint8Array, end: number, visit: ItemVisitor): void {
    const record = this.#assembler.finish(chunk, this.#offset, end);
    if (this.#assembler === this.#items) {
      visit(record);
      return;
    }
    this.#columns = readCsvHeader(record, this.#delimiter, this.#maxItemBytes);
    this.#assembler = this.#items;
  }
}
