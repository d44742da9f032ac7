import { S3Error } from '../errors.ts';

/** Longest line of chunk header or trailer: a signature has some 100 bytes. */
const MAXIMUM_LINE = 2048;

type State = 'header' | 'data' | 'data-end' | 'trailer' | 'end';

/**
 * Takes the `aws-chunked` framing off a body: `<hex length>[;chunk-signature=…]\r\n<data>\r\n` again and again, then a chunk
 * of length 0 and trailer lines up to an empty one. Signatures are accepted unverified.
 */
export class AwsChunkedDecoder {
  readonly trailers = new Map<string, string>();
  #state: State = 'header';
  #left = 0;
  #line = '';

  /** Whether the last chunk has come. */
  get ended(): boolean {
    return this.#state === 'end' || this.#state === 'trailer';
  }

  /**
   * Takes framed bytes, gives back the data in them without copying.
   * @throws S3Error IncompleteBody when the framing is broken
   */
  *decode(bytes: Buffer): Generator<Buffer> {
    let at = 0;
    while (at < bytes.length && this.#state !== 'end') {
      if (this.#state === 'data') {
        const data = bytes.subarray(at, at + this.#left);
        at += data.length;
        this.#left -= data.length;
        if (this.#left === 0) this.#state = 'data-end';
        yield data;
        continue;
      }
      const newline = bytes.indexOf(10, at);
      const end = newline < 0 ? bytes.length : newline;
      this.#line += bytes.toString('latin1', at, end);
      if (this.#line.length > MAXIMUM_LINE) throw broken('a line is too long');
      at = end + 1;
      if (newline >= 0) this.#takeLine();
    }
  }

  #takeLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    switch (this.#state) {
      case 'header': {
        const length = line.split(';', 1)[0] ?? '';
        if (!/^[0-9a-f]{1,12}$/i.test(length)) throw broken(`"${length}" is not a chunk's length`);
        this.#left = Number.parseInt(length, 16);
        this.#state = this.#left === 0 ? 'trailer' : 'data';
        return;
      }
      case 'data-end':
        if (line !== '') throw broken('a chunk is longer than its length says');
        this.#state = 'header';
        return;
      case 'trailer': {
        const colon = line.indexOf(':');
        // Signed trailers have an empty line within, before x-amz-trailer-signature.
        if (colon > 0) this.trailers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
        return;
      }
    }
  }
}

function broken(reason: string): S3Error {
  return new S3Error('IncompleteBody', { message: `The aws-chunked body is malformed: ${reason}.` });
}
