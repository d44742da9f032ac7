import type { JsonObject } from '../json.ts';
import { MAX_CSV_HEADER_BYTES } from '../limits.ts';
import { ItemReaderFailure } from './reader-failure.ts';
import { refuseLong } from './refuse-long.ts';

/**
 * Items of a CSV source: one object per row, all values strings with their white space. A short row has "" for what
 * is missing, surplus fields are left out, and a blank row is an item too.
 * @param headers undefined takes them from the first row
 */
export async function* readCsv(
  chunks: AsyncIterable<string>,
  delimiter: string,
  headers: readonly string[] | undefined,
): AsyncGenerator<JsonObject> {
  let names = headers === undefined ? undefined : checkHeaders(headers);
  for await (const row of readRows(chunks, delimiter)) {
    if (names === undefined) {
      names = checkHeaders(row);
      continue;
    }
    yield Object.fromEntries(names.map((name, index) => [name, row[index] ?? '']));
  }
}

function checkHeaders(headers: readonly string[]): readonly string[] {
  const bytes = Buffer.byteLength(headers.join(','));
  if (bytes > MAX_CSV_HEADER_BYTES) {
    const cause = `The CSV headers have ${bytes} bytes, which exceeds the limit of ${MAX_CSV_HEADER_BYTES} bytes.`;
    throw new ItemReaderFailure(cause);
  }
  if (new Set(headers).size === headers.length) return headers;
  throw new ItemReaderFailure('CSV headers cannot contain duplicates.');
}

/**
 * Rows as AWS parses them ("How Step Functions parses input CSV files" of its Developer Guide): quoted fields may hold
 * delimiters, newlines and doubled quotes; a backslash escapes a backslash, a quote and the delimiter, and is left out
 * before anything else.
 */
export async function* readRows(chunks: AsyncIterable<string>, delimiter: string): AsyncGenerator<string[]> {
  const parser = new RowParser(delimiter);
  for await (const chunk of chunks) {
    parser.feed(chunk);
    yield* parser.take();
  }
  parser.end();
  yield* parser.take();
}

class RowParser {
  readonly #delimiter: string;
  #rows: string[][] = [];
  #row: string[] = [];
  #field = '';
  #quoted = false;
  /** A quote was seen inside a quoted field: it ends the field, or the next one makes it a literal quote. */
  #quotePending = false;
  /** Something of the row in progress was seen. */
  #begun = false;
  #returnPending = false;
  /** The last character was a backslash that escapes the next one. */
  #escaped = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  take(): string[][] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  feed(chunk: string): void {
    for (const character of chunk) this.#push(character);
    refuseLong(this.#field.length);
  }

  end(): void {
    if (this.#quoted && !this.#quotePending) {
      throw new ItemReaderFailure('The CSV source ends inside a quoted field.');
    }
    if (this.#begun) this.#endRow();
  }

  #push(character: string): void {
    if (this.#returnPending) {
      this.#returnPending = false;
      if (character === '\n') return;
    }
    if (this.#pushEscape(character)) return;
    if (this.#quoted && !this.#pushQuoted(character)) return;
    if (character === '\n' || character === '\r') {
      this.#returnPending = character === '\r';
      this.#endRow();
      return;
    }
    if (character === '"' && this.#field === '' && !this.#quotePending) {
      this.#quoted = true;
    } else if (character === this.#delimiter) {
      this.#row.push(this.#field);
      this.#field = '';
    } else {
      this.#field += character;
    }
    this.#begun = true;
  }

  /** Whether the character is a backslash that escapes, or what one escapes. */
  #pushEscape(character: string): boolean {
    const escaped = this.#escaped;
    this.#escaped = !escaped && character === '\\';
    if (!this.#escaped && (!escaped || !this.#isSpecial(character))) return false;
    if (this.#quotePending) {
      this.#quotePending = false;
      this.#quoted = false;
    }
    if (escaped) this.#field += character;
    this.#begun = true;
    return true;
  }

  #isSpecial(character: string): boolean {
    return character === '\\' || character === '"' || character === this.#delimiter;
  }

  /** Inside quotes; true when the quotes have ended before this character, which is then an ordinary one. */
  #pushQuoted(character: string): boolean {
    if (this.#quotePending) {
      this.#quotePending = false;
      if (character === '"') {
        this.#field += '"';
        return false;
      }
      this.#quoted = false;
      return true;
    }
    if (character === '"') this.#quotePending = true;
    else this.#field += character;
    return false;
  }

  #endRow(): void {
    this.#row.push(this.#field);
    refuseLong(this.#row.reduce((sum, { length }) => sum + length, 0));
    this.#rows.push(this.#row);
    this.#row = [];
    this.#field = '';
    this.#quoted = false;
    this.#quotePending = false;
    this.#escaped = false;
    this.#begun = false;
  }
}
