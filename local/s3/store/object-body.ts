import { closeSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Segment, segmentBytes } from './segments.ts';

const readAsync = promisify(read);

/** A segment's file while it is open. `start` is where the segment begins in the body. */
interface OpenSegment {
  segment: Segment;
  start: number;
  descriptor: number;
}

/**
 * The bytes of an object for one reader, who must close it. They stay whole even if the object is replaced or deleted. One
 * file is open at a time, however many segments there are; so only one read may be under way.
 */
export class ObjectBody {
  readonly segments: readonly Segment[];
  readonly #release: () => void;
  #open: OpenSegment | undefined;
  #reached = { next: 0, start: 0 };

  /**
   * @param release called when the body is closed
   * @param descriptor of the first segment's file, if it is open already
   */
  constructor(segments: readonly Segment[], release: () => void, descriptor?: number) {
    this.segments = segments;
    this.#release = release;
    const [segment] = segments;
    if (descriptor !== undefined && segment !== undefined) this.#open = { segment, start: 0, descriptor };
  }

  /**
   * Reads up to `length` bytes from `at` on into a buffer; fewer at the end of a segment.
   * @throws Error when there are none, since a file is shorter than it should be
   */
  async read(into: Buffer, length: number, at: number): Promise<number> {
    const { descriptor, position, available } = this.#seek(at);
    const { bytesRead } = await readAsync(descriptor, into, 0, Math.min(length, available), position);
    return assertRead(bytesRead, at);
  }

  /** Like {@link read} on this thread: for few bytes that takes less than a trip to the thread pool. */
  readNow(into: Buffer, length: number, at: number): number {
    const { descriptor, position, available } = this.#seek(at);
    return assertRead(readSync(descriptor, into, 0, Math.min(length, available), position), at);
  }

  close(): void {
    this.#closeFile();
    this.#release();
  }

  /** Opens the file of the segment that has a byte. */
  #seek(at: number): { descriptor: number; position: number; available: number } {
    const open = this.#open;
    const place =
      open !== undefined && at >= open.start && at < open.start + open.segment.length
        ? open
        : this.#openAt(at);
    const within = at - place.start;
    return {
      descriptor: place.descriptor,
      position: place.segment.first + within,
      available: place.segment.length - within,
    };
  }

  #openAt(at: number): OpenSegment {
    this.#closeFile();
    // Whoever reads on needs no look at the segments before.
    let { next, start } = at >= this.#reached.start ? this.#reached : { next: 0, start: 0 };
    for (; next < this.segments.length; next++) {
      const segment = this.segments[next];
      if (segment === undefined) break;
      if (at < start + segment.length) {
        this.#reached = { next, start };
        this.#open = { segment, start, descriptor: openSync(segment.path, 'r') };
        return this.#open;
      }
      start += segment.length;
    }
    throw new Error(`there is no byte ${at} in a body of ${segmentBytes(this.segments)} bytes`);
  }

  #closeFile(): void {
    if (this.#open !== undefined) closeSync(this.#open.descriptor);
    this.#open = undefined;
  }
}

function assertRead(bytesRead: number, at: number): number {
  if (bytesRead > 0) return bytesRead;
  throw new Error(`a stored file ended before byte ${at} of its object`);
}
