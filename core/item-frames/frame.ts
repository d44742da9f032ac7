/**
 * Frames between a unit and its item process, over two pipes. A frame is a header of 24 bytes and a payload.
 * The item process writes its frames synchronously, so whatever ends it, the unit knows what it had started.
 */
export const frameType = {
  /** To the item process: what to run and how, JSON. */
  setup: 1,
  /** To the item process: one item's bytes; `attempts` made before, `retriesUsed` by them. */
  item: 2,
  /** To the item process: rows to be folded, lines of JSON. */
  fold: 3,
  /** To the item process: all rows are there; `attempts` is 1 if the fold is to be finished. */
  unfold: 4,
  /** To the item process: no item gets another attempt any more; those that it has get theirs. `idle` follows. */
  windDown: 5,
  /** To the item process: nothing begins any more, and what runs is told to end. `idle` follows. */
  stop: 6,
  /** The task is loaded. */
  ready: 16,
  /** An attempt at an item begins: its time runs. */
  start: 17,
  /** An attempt ended with an error, another one may follow after a while: the item's time doesn't run. */
  rest: 18,
  /** Rows of an item that has many; they count only if `done` follows. */
  rows: 19,
  /** The item succeeded: its (last) rows. */
  done: 20,
  /** The item failed: JSON of the failure. */
  failed: 21,
  /** Rows are folded in; after `unfold`, with the result as a line of JSON. */
  folded: 23,
  /** The process ends because of an error that nobody caught: JSON of it. */
  fault: 22,
  /** After `windDown` or `stop`: nothing is under way any more. Items that haven't ended by then stay open. */
  idle: 24,
} as const;
export type FrameType = (typeof frameType)[keyof typeof frameType];

/** Bytes of a frame's header. */
export const headerBytes = 24;

/** One frame; what its type doesn't use is 0. */
export interface Frame {
  type: number;
  /** Number of the item within the unit. */
  item: number;
  /** Attempts made. */
  attempts: number;
  /** Run time of the attempt that ended, microseconds. */
  durationUs: number;
  /** Rows in the item so far. */
  rows: number;
  /** Attempts made that count against the task's `retries`. */
  retriesUsed: number;
  /** 1 if the attempt ended because something downstream said "slow down". */
  throttled: number;
  payload: Buffer;
}

const empty = Buffer.alloc(0);
const maxU16 = 0xffff;
const maxU32 = 0xffff_ffff;

/** Writes a frame's bytes. */
export function encodeFrame(frame: Partial<Frame> & { type: FrameType }): Buffer {
  const payload = frame.payload ?? empty;
  const bytes = Buffer.allocUnsafe(headerBytes + payload.byteLength);
  bytes.writeUInt16LE(frame.type, 0);
  bytes.writeUInt16LE(Math.min(frame.attempts ?? 0, maxU16), 2);
  bytes.writeUInt32LE(frame.item ?? 0, 4);
  bytes.writeUInt32LE(payload.byteLength, 8);
  bytes.writeUInt32LE(Math.min(Math.round(frame.durationUs ?? 0), maxU32), 12);
  bytes.writeUInt32LE(frame.rows ?? 0, 16);
  bytes.writeUInt16LE(Math.min(frame.retriesUsed ?? 0, maxU16), 20);
  bytes.writeUInt16LE(frame.throttled ?? 0, 22);
  payload.copy(bytes, headerBytes);
  return bytes;
}

/** Puts frames together again from chunks of any size. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes without which the next frame, or its header, isn't whole: a long frame is put together once. */
  #needed = headerBytes;

  /** Frames that the chunk completes, in order. Their payloads are views of the chunk where it holds them whole. */
  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk);
    this.#held += chunk.byteLength;
    if (this.#held < this.#needed) return [];
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#held);
    const frames: Frame[] = [];
    for (;;) {
      this.#needed = bytes.byteLength < headerBytes ? headerBytes : headerBytes + bytes.readUInt32LE(8);
      if (bytes.byteLength < this.#needed) break;
      frames.push({
        type: bytes.readUInt16LE(0),
        attempts: bytes.readUInt16LE(2),
        item: bytes.readUInt32LE(4),
        durationUs: bytes.readUInt32LE(12),
        rows: bytes.readUInt32LE(16),
        retriesUsed: bytes.readUInt16LE(20),
        throttled: bytes.readUInt16LE(22),
        payload: bytes.subarray(headerBytes, this.#needed),
      });
      bytes = bytes.subarray(this.#needed);
    }
    this.#chunks = bytes.byteLength === 0 ? [] : [bytes];
    this.#held = bytes.byteLength;
    return frames;
  }
}
