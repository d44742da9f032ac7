import type { ItemVisitor } from './item.ts';
import { SourceRefusal } from './refusal.ts';
import type { Splitter } from './splitter.ts';

/** Bytes that the start of a source must show before it is known what it is. */
const SIGNATURE_BYTES = 4;

interface Signature {
  bytes: readonly number[];
  code: 'SourceCompressed' | 'SourceNotUtf8';
  found: string;
}

// None of these can begin a text in UTF-8, so refusing them never refuses a sound source.
const REFUSED_SIGNATURES: readonly Signature[] = [
  { bytes: [0xff, 0xfe], code: 'SourceNotUtf8', found: 'a UTF-16 byte order mark' },
  { bytes: [0xfe, 0xff], code: 'SourceNotUtf8', found: 'a UTF-16 byte order mark' },
  { bytes: [0x1f, 0x8b], code: 'SourceCompressed', found: 'a gzip header' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], code: 'SourceCompressed', found: 'a zstd header' },
];
const UTF8_BOM = [0xef, 0xbb, 0xbf];

/**
 * Length in bytes of the UTF-8 byte order mark at the start of a source: 3 or 0.
 * @throws SourceRefusal `SourceNotUtf8` or `SourceCompressed` if the source is no UTF-8 text
 */
function measureByteOrderMark(head: Uint8Array): number {
  for (const { bytes, code, found } of REFUSED_SIGNATURES) {
    if (!startsWith(head, bytes)) continue;
    const allowed = code === 'SourceCompressed' ? 'uncompressed text in UTF-8' : 'UTF-8';
    throw new SourceRefusal(code, `The source begins with ${found}; it must be ${allowed}.`);
  }
  return startsWith(head, UTF8_BOM) ? UTF8_BOM.length : 0;
}

function startsWith(head: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, position) => head[position] === byte);
}

/** Waits for the first bytes of a source, skips a byte order mark and hands everything after it to a splitter. */
export class SourceStart implements Splitter {
  readonly #open: (offset: number) => Splitter;
  #splitter: Splitter | null = null;
  #head: Uint8Array = new Uint8Array(0);

  /** @param open makes the splitter, given the offset of the first byte that it will see */
  constructor(open: (offset: number) => Splitter) {
    this.#open = open;
  }

  get columns(): readonly string[] | null {
    return this.#splitter?.columns ?? null;
  }

  push(chunk: Uint8Array, visit: ItemVisitor): void {
    if (this.#splitter) {
      this.#splitter.push(chunk, visit);
      return;
    }
    const head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    if (head.length < SIGNATURE_BYTES) {
      this.#head = head.slice();
      return;
    }
    this.#head = new Uint8Array(0);
    this.#start(head, visit);
  }

  end(visit: ItemVisitor): void {
    const splitter = this.#splitter ?? this.#start(this.#head, visit);
    splitter.end(visit);
  }

  #start(head: Uint8Array, visit: ItemVisitor): Splitter {
    const skipped = measureByteOrderMark(head);
    const splitter = this.#open(skipped);
    this.#splitter = splitter;
    splitter.push(head.subarray(skipped), visit);
    return splitter;
  }
}
