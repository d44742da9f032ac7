import type { ItemVisitor } from './item.ts';
import { ItemAssembler } from './item-assembler.ts';
import {
  type FoundByte,
  MAX_JSON_DEPTH,
  refuseArrayEndInRange,
  refuseBracketMismatch,
  refuseDepth,
  refuseEmptySource,
  refuseMissingComma,
  refuseMissingElement,
  refuseNoArray,
  refuseTrailingContent,
  refuseTruncation,
} from './json-refusals.ts';
import type { Splitter, SplitterStart } from './splitter.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NO_BYTES = new Uint8Array(0);

// Where the scanner is.
const BEFORE_ARRAY = 0;
const FIRST_OR_END = 1;
const ELEMENT_START = 2;
const AFTER_ELEMENT = 3;
const AFTER_ARRAY = 4;
/** In an element that is neither a string nor in brackets: a number, a literal, or nothing that JSON knows. */
const BARE = 5;
const NESTED = 6;
const STRING = 7;
const ESCAPE = 8;

/** Bytes that end a run of plain ones, for each state that has such runs: within them, only these bytes matter. */
const STRING_STOPS = markBytes('"\\\n\r');
const NESTED_STOPS = markBytes('"[]{}\n\r');
const BARE_STOPS = markBytes(' \t\n\r,"[]{}');

/**
 * Splits a JSON array into its elements, by strings, escapes and brackets alone. So an element that isn't valid JSON
 * inside (`[1 2]`, `{a:1}`, `nul`) is an item, malformed when it is read, as long as it is clear where it ends.
 */
export class JsonArraySplitter implements Splitter {
  readonly columns = null;
  readonly #assembler: ItemAssembler;
  readonly #isRange: boolean;
  /** The brackets that are open in the element, as bytes. */
  #open = new Uint8Array(64);
  #depth = 0;
  #state: number;
  #offset: number;
  #line: number;
  #lastByte = 0;

  constructor({ offset, line, isRange, ...settings }: SplitterStart) {
    this.#assembler = new ItemAssembler(settings);
    this.#isRange = isRange;
    this.#state = isRange ? ELEMENT_START : BEFORE_ARRAY;
    this.#offset = offset;
    this.#line = line;
  }

  /** @throws SourceRefusal any `Json…` code but `JsonTruncated` */
  push(chunk: Uint8Array, visit: ItemVisitor): void {
    const { length } = chunk;
    let at = 0;
    while (at < length) {
      at = this.#skipPlainBytes(chunk, at);
      const byte = chunk[at];
      if (byte === undefined) break;
      // Closed here, not below: the byte after a bare element is looked at once more as what follows it.
      if (this.#state === BARE && BARE_STOPS[byte] === 1) this.#closeElement(chunk, at, visit);
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
        const previous = at > 0 ? chunk[at - 1] : this.#lastByte;
        if (byte === CARRIAGE_RETURN || previous !== CARRIAGE_RETURN) this.#line += 1;
        if (this.#state === ESCAPE) this.#state = STRING;
      } else if (this.#state < BARE) {
        this.#stepBetweenElements(byte, at);
      } else {
        this.#stepInElement(byte, at);
        if (this.#state === AFTER_ELEMENT) this.#closeElement(chunk, at + 1, visit);
      }
      at += 1;
    }
    this.#lastByte = chunk[length - 1] ?? this.#lastByte;
    if (this.#state >= BARE) this.#assembler.hold(chunk, this.#offset);
    this.#offset += length;
  }

  /** @throws SourceRefusal `JsonTruncated`, or `JsonNotArray` for an empty source */
  end(visit: ItemVisitor): void {
    if (this.#isRange && this.#state === BARE) this.#closeElement(NO_BYTES, 0, visit);
    if (this.#state === (this.#isRange ? AFTER_ELEMENT : AFTER_ARRAY)) return;
    if (this.#state === BEFORE_ARRAY) throw refuseEmptySource();
    const element = this.#state >= BARE ? this.#assembler.opened : null;
    throw refuseTruncation(this.#isRange ? 'range' : 'source', this.#offset, element);
  }

  /** Position of the next byte that can change the state: `at` itself, or further on in a run of plain bytes. */
  #skipPlainBytes(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    let at = from;
    if (this.#state === STRING) while (at < length && STRING_STOPS[chunk[at] ?? 0] === 0) at += 1;
    else if (this.#state === NESTED) while (at < length && NESTED_STOPS[chunk[at] ?? 0] === 0) at += 1;
    else if (this.#state === BARE) while (at < length && BARE_STOPS[chunk[at] ?? 0] === 0) at += 1;
    return at;
  }

  #stepBetweenElements(byte: number, at: number): void {
    if (isWhiteSpace(byte)) return;
    switch (this.#state) {
      case BEFORE_ARRAY:
        if (byte !== OPEN_BRACKET) throw refuseNoArray(this.#found(byte, at));
        this.#state = FIRST_OR_END;
        return;
      case FIRST_OR_END:
        if (byte === CLOSE_BRACKET) this.#closeArray(byte, at);
        else this.#openElement(byte, at);
        return;
      case ELEMENT_START:
        this.#openElement(byte, at);
        return;
      case AFTER_ELEMENT:
        if (byte === COMMA) this.#state = ELEMENT_START;
        else if (byte === CLOSE_BRACKET) this.#closeArray(byte, at);
        else if (byte === CLOSE_BRACE) throw refuseBracketMismatch(this.#found(byte, at), '[');
        else throw refuseMissingComma(this.#found(byte, at));
        return;
      default:
        throw refuseTrailingContent(this.#found(byte, at));
    }
  }

  #openElement(byte: number, at: number): void {
    if (byte === CLOSE_BRACE) throw refuseBracketMismatch(this.#found(byte, at), '[');
    if (byte === COMMA || byte === CLOSE_BRACKET) {
      throw refuseMissingElement(this.#found(byte, at), this.#state === FIRST_OR_END);
    }
    this.#assembler.begin(this.#line, this.#offset + at);
    this.#state = BARE;
    if (byte === QUOTE) this.#state = STRING;
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) this.#openBracket(byte, at);
  }

  /** Ends in the state AFTER_ELEMENT if the byte is the element's last. */
  #stepInElement(byte: number, at: number): void {
    if (this.#state === ESCAPE) this.#state = STRING;
    else if (this.#state === STRING) {
      if (byte === BACKSLASH) this.#state = ESCAPE;
      else if (byte === QUOTE) this.#state = this.#depth > 0 ? NESTED : AFTER_ELEMENT;
    } else if (byte === QUOTE) this.#state = STRING;
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) this.#openBracket(byte, at);
    else this.#closeBracket(byte, at);
  }

  #openBracket(byte: number, at: number): void {
    if (this.#depth === MAX_JSON_DEPTH) throw refuseDepth(this.#found(byte, at));
    if (this.#depth === this.#open.length) {
      const grown = new Uint8Array(this.#open.length * 2);
      grown.set(this.#open);
      this.#open = grown;
    }
    this.#open[this.#depth] = byte;
    this.#depth += 1;
    this.#state = NESTED;
  }

  #closeBracket(byte: number, at: number): void {
    const opened = this.#open[this.#depth - 1];
    const isPair = opened === OPEN_BRACE ? byte === CLOSE_BRACE : byte === CLOSE_BRACKET;
    if (!isPair) throw refuseBracketMismatch(this.#found(byte, at), opened === OPEN_BRACE ? '{' : '[');
    this.#depth -= 1;
    if (this.#depth === 0) this.#state = AFTER_ELEMENT;
  }

  #closeElement(chunk: Uint8Array, at: number, visit: ItemVisitor): void {
    this.#state = AFTER_ELEMENT;
    visit(this.#assembler.finish(chunk, this.#offset, this.#offset + at));
  }

  #closeArray(byte: number, at: number): void {
    if (this.#isRange) throw refuseArrayEndInRange(this.#found(byte, at));
    this.#state = AFTER_ARRAY;
  }

  #found(byte: number, at: number): FoundByte {
    return { byte, line: this.#line, offset: this.#offset + at };
  }
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

function markBytes(characters: string): Uint8Array {
  const marks = new Uint8Array(256);
  for (const character of characters) marks[character.charCodeAt(0)] = 1;
  return marks;
}
