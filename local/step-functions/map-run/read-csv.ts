import type { JsonObject } from '../json.ts';
import { MAX_ITEM_BYTES } from '../limits.ts';
import { ItemReaderFailure } from './reader-failure.ts';

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
  if (new Set(headers).size === headers.length) return headers;
  throw new ItemReaderFailure('CSV headers cannot contain duplicates.');
}

/** Rows by RFC 4180: quoted fields may hold delimiters, newlines and doubled quotes. */
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
    if (this.#field.length > MAX_ITEM_BYTES) {
      throw new ItemReaderFailure(`An item exceeds the maximum size of ${MAX_ITEM_BYTES} bytes.`);
    }
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
    this.#rows.push(this.#row);
    this.#row = [];
    this.#field = '';
    this.#quoted = false;
    this.#quotePending = false;
    this.#begun = false;
  }
}
