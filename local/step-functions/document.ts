import { type Json, parseJson } from './json.ts';

/**
 * A JSON value together with its text, so that a value that passes through many states is written out only once:
 * history, payload limits and results all need the text.
 */
export class Document {
  readonly value: Json;
  #text: string | undefined;

  constructor(value: Json, text?: string) {
    this.value = value;
    this.#text = text;
  }

  /** @throws SyntaxError when the text is not JSON */
  static parse(text: string): Document {
    return new Document(parseJson(text), text);
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.value);
    return this.#text;
  }

  /** Size in UTF-8 bytes, which is what Step Functions' payload limits count. */
  get bytes(): number {
    return Buffer.byteLength(this.text);
  }
}
