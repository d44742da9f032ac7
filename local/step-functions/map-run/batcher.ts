import { StatesError } from '../execution/states-error.ts';
import type { Json } from '../json.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';

/** A batch as the input of a child. */
export interface Batch {
  items: number;
  /** JSON text. */
  text: string;
}

/** Limits of an ItemBatcher, evaluated. */
export interface BatchSettings {
  maxItems: number | undefined;
  maxBytes: number | undefined;
  /** What every batch carries along; undefined when not configured. */
  batchInput: Json | undefined;
}

/**
 * Puts items into batches, `{"BatchInput":…,"Items":[…]}`; whichever limit is hit first ends one. The byte limit, 256
 * KiB by default, counts the whole envelope.
 */
export class Batcher {
  readonly #settings: BatchSettings;
  readonly #opening: string;
  readonly #maxBytes: number;
  #texts: string[] = [];
  #bytes = 0;

  constructor(settings: BatchSettings) {
    this.#settings = settings;
    const { batchInput } = settings;
    const shared = batchInput === undefined ? '' : `"BatchInput":${JSON.stringify(batchInput)},`;
    this.#opening = `{${shared}"Items":[`;
    this.#maxBytes = settings.maxBytes ?? MAX_PAYLOAD_BYTES;
    this.#reset();
  }

  /**
   * Adds an item and returns the batch that it completed or didn't fit into.
   * @throws StatesError States.DataLimitExceeded when it doesn't fit into a batch of its own
   */
  add(itemText: string): Batch | undefined {
    const size = Buffer.byteLength(itemText);
    const comma = this.#texts.length === 0 ? 0 : 1;
    let full: Batch | undefined;
    if (this.#texts.length > 0 && this.#bytes + comma + size > this.#maxBytes) full = this.end();
    this.#texts.push(itemText);
    this.#bytes += size + (this.#texts.length === 1 ? 0 : 1);
    if (this.#bytes > this.#maxBytes) {
      const cause = `The size of a batch with a single item is ${this.#bytes} bytes, which exceeds the limit of ${this.#maxBytes} bytes.`;
      throw new StatesError('States.DataLimitExceeded', cause);
    }
    if (full === undefined && this.#texts.length === this.#settings.maxItems) return this.end();
    return full;
  }

  /** The last batch, or undefined when nothing is left. */
  end(): Batch | undefined {
    if (this.#texts.length === 0) return undefined;
    const batch = { items: this.#texts.length, text: `${this.#opening}${this.#texts.join(',')}]}` };
    this.#reset();
    return batch;
  }

  #reset(): void {
    this.#texts = [];
    this.#bytes = Buffer.byteLength(this.#opening) + 2;
  }
}
