import { FanfoldError } from '../errors/fanfold-error.ts';

/** Some bytes of a zstd frame, in order. */
export interface FramePiece {
  readonly bytes: Uint8Array;
  /** The frame ends with them. */
  readonly last: boolean;
}

const frameMagic = 0xfd2fb528;

/**
 * Cuts a file of zstd frames, in chunks of any size, into its frames, by their headers alone (RFC 8878, section 3.1.1);
 * nothing is decompressed. A file that ends inside a frame gives a last piece that isn't its frame's last.
 * @throws FanfoldError `DataSetIncomplete` where no frame begins
 */
export async function* cutZstdFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FramePiece> {
  let frame = new FrameWalk();
  for await (const chunk of chunks) {
    let from = 0;
    while (from < chunk.length) {
      const end = frame.walk(chunk, from);
      const bytes = chunk.subarray(from, end);
      from = end;
      const last = frame.ended;
      if (last) frame = new FrameWalk();
      yield { bytes, last };
    }
  }
}

type Field = 'magic' | 'descriptor' | 'header' | 'block header' | 'block' | 'checksum' | 'end';

/** Walks along one frame from field to field. */
class FrameWalk {
  #field: Field = 'magic';
  /** Bytes of the field that are still to come. */
  #left = 4;
  /** The field as a number, little-endian, as far as it was seen. */
  #value = 0;
  #seen = 0;
  #hasChecksum = false;
  #isLastBlock = false;

  get ended(): boolean {
    return this.#field === 'end';
  }

  /** Goes on through a chunk from an offset. @returns the offset of the frame's end, or the chunk's length */
  walk(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && this.#field !== 'end') {
      const length = Math.min(this.#left, chunk.length - at);
      // Only fields of up to four bytes are looked at as numbers.
      for (let i = 0; i < length && this.#seen < 4; i += 1, this.#seen += 1)
        this.#value += (chunk[at + i] ?? 0) * 2 ** (8 * this.#seen);
      at += length;
      this.#left -= length;
      if (this.#left > 0) continue;
      [this.#field, this.#left] = this.#next(this.#value);
      this.#value = 0;
      this.#seen = 0;
    }
    return at;
  }

  /** The field that follows, and its length, once the value of this one is known. */
  #next(value: number): [Field, number] {
    switch (this.#field) {
      case 'magic':
        if (value !== frameMagic) throw notZstd('no frame begins where one should');
        return ['descriptor', 1];
      case 'descriptor':
        this.#hasChecksum = (value & 0b100) !== 0;
        return ['header', measureHeader(value)];
      case 'header':
        return ['block header', 3];
      case 'block header': {
        this.#isLastBlock = (value & 1) !== 0;
        const type = (value >> 1) & 0b11;
        if (type === 3) throw notZstd('a block is of no type that there is');
        // A block of one byte again and again (type 1) tells how often and holds it once.
        const length = type === 1 ? 1 : value >> 3;
        return length > 0 ? ['block', length] : this.#afterBlock();
      }
      case 'block':
        return this.#afterBlock();
      default:
        return ['end', 0];
    }
  }

  #afterBlock(): [Field, number] {
    if (!this.#isLastBlock) return ['block header', 3];
    return this.#hasChecksum ? ['checksum', 4] : ['end', 0];
  }
}

/** Bytes of a frame header after its descriptor: window, dictionary id, content size. */
function measureHeader(descriptor: number): number {
  const isSingleSegment = (descriptor & 0b100000) !== 0;
  const window = isSingleSegment ? 0 : 1;
  const dictionary = [0, 1, 2, 4][descriptor & 0b11] ?? 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return window + dictionary + contentSize;
}

function notZstd(what: string): FanfoldError {
  return new FanfoldError('DataSetIncomplete', `The file isn't one of zstd frames: ${what}`);
}
