import { parseJson } from '../json.ts';
import { ItemReaderFailure } from './reader-failure.ts';
import { refuseLong } from './refuse-long.ts';

/** One member of the array or object that the pointer leads to. */
export interface ScannedItem {
  /** JSON text, not parsed yet. */
  text: string;
  /** The member's name when the target is an object. */
  key: string | undefined;
}

interface Container {
  array: boolean;
  /** Whether the pointer leads through it. */
  onPath: boolean;
  /** Index or name of the member in progress. */
  index: number;
  key: string;
}

const WHITE_SPACE = /\s/;

/**
 * Finds the members of one array or object in a JSON text that arrives in pieces. It follows the structure and leaves
 * the grammar of what is inside the members to the JSON parser, so only one member is in memory at a time.
 */
export class JsonScanner {
  readonly #pointer: readonly string[];
  readonly #stack: Container[] = [];
  #items: ScannedItem[] = [];
  #found = false;
  #complete = false;
  #inString = false;
  #escaped = false;
  /** The string in progress is a member's name. */
  #isKey = false;
  #keyText = '';
  #expectsKey = false;
  #inPrimitive = false;
  /** Text of the item in progress; undefined outside of one. */
  #item: string | undefined;

  constructor(pointer: readonly string[]) {
    this.#pointer = pointer;
  }

  take(): ScannedItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  feed(chunk: string): void {
    for (const character of chunk) {
      if (this.#complete) return;
      this.#push(character);
    }
    if (this.#item !== undefined) refuseLong(this.#item.length);
  }

  /** @throws ItemReaderFailure when the target never came or never ended */
  end(): void {
    if (this.#complete) return;
    if (this.#inPrimitive) this.#valueEnded();
    const where = `/${this.#pointer.join('/')}`;
    if (!this.#found && this.#stack.length === 0 && this.#pointer.length > 0) {
      throw new ItemReaderFailure(`The JSON source has nothing at the ItemsPointer ${where}.`);
    }
    throw new ItemReaderFailure('The JSON source is not valid JSON: it ends too early.');
  }

  #push(character: string): void {
    if (this.#inString) {
      this.#pushInString(character);
      return;
    }
    if (this.#inPrimitive && (WHITE_SPACE.test(character) || ',]}'.includes(character))) {
      this.#inPrimitive = false;
      this.#valueEnded();
    }
    if (WHITE_SPACE.test(character)) {
      if (this.#item !== undefined) this.#item += character;
      return;
    }
    switch (character) {
      case '"':
        this.#startString();
        break;
      case '{':
      case '[':
        this.#open(character);
        break;
      case '}':
      case ']':
        this.#close(character);
        break;
      case ',':
        this.#nextMember();
        break;
      case ':':
        if (this.#item !== undefined) this.#item += character;
        break;
      default:
        if (!this.#inPrimitive) this.#valueStarted();
        this.#inPrimitive = true;
        if (this.#item !== undefined) this.#item += character;
    }
  }

  #startString(): void {
    this.#isKey = this.#expectsKey && this.#item === undefined;
    if (this.#isKey) this.#keyText = '';
    else if (!this.#expectsKey) this.#valueStarted();
    this.#inString = true;
    if (this.#item !== undefined) this.#item += '"';
  }

  #pushInString(character: string): void {
    if (this.#isKey) this.#keyText += character;
    if (this.#item !== undefined) this.#item += character;
    if (this.#escaped) {
      this.#escaped = false;
      return;
    }
    if (character === '\\') this.#escaped = true;
    if (character !== '"') return;
    this.#inString = false;
    if (this.#expectsKey) {
      this.#expectsKey = false;
      const top = this.#stack.at(-1);
      if (this.#isKey && top !== undefined) top.key = String(parseJson(`"${this.#keyText}`));
      return;
    }
    this.#valueEnded();
  }

  #open(character: '{' | '['): void {
    const target = this.#valueStarted();
    if (this.#item !== undefined) this.#item += character;
    this.#stack.push({ array: character === '[', onPath: this.#isOnPath(), index: 0, key: '' });
    if (target) this.#found = true;
    this.#expectsKey = character === '{';
  }

  #close(character: string): void {
    const top = this.#stack.pop();
    if (top === undefined || top.array !== (character === ']')) {
      throw new ItemReaderFailure(`The JSON source is not valid JSON: unexpected '${character}'.`);
    }
    this.#expectsKey = false;
    if (this.#found && this.#stack.length === this.#pointer.length && top.onPath) {
      this.#complete = true;
      return;
    }
    if (this.#item !== undefined) this.#item += character;
    this.#valueEnded();
  }

  #nextMember(): void {
    const top = this.#stack.at(-1);
    if (top !== undefined) {
      top.index += 1;
      this.#expectsKey = !top.array;
    }
    if (this.#item !== undefined) this.#item += ',';
  }

  /** Begins an item when it is a member of the target. Returns whether the value is the target itself. */
  #valueStarted(): boolean {
    if (this.#inTarget()) {
      if (this.#item === undefined) this.#item = '';
      return false;
    }
    if (this.#item !== undefined || this.#stack.length !== this.#pointer.length) return false;
    return this.#isOnPath();
  }

  #valueEnded(): void {
    if (this.#inTarget() && this.#item !== undefined) {
      const top = this.#stack.at(-1);
      refuseLong(this.#item.length);
      this.#items.push({ text: this.#item, key: top?.array === false ? top.key : undefined });
      this.#item = undefined;
      return;
    }
    if (this.#item === undefined && this.#stack.length === this.#pointer.length && this.#isOnPath()) {
      throw new ItemReaderFailure('Attempting to map over non-iterable node.');
    }
  }

  /** Whether the next value is a direct member of the target. */
  #inTarget(): boolean {
    return this.#found && this.#stack.length === this.#pointer.length + 1;
  }

  /** Whether the pointer leads to or through a value that stands at the current place. */
  #isOnPath(): boolean {
    const top = this.#stack.at(-1);
    if (top === undefined) return true;
    if (!top.onPath) return false;
    const step = this.#pointer[this.#stack.length - 1];
    return step === (top.array ? String(top.index) : top.key);
  }
}
