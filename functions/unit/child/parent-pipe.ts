import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { encodeFrame, type Frame, FrameReader, type FrameType } from '../../../core/item-frames/frame.ts';

/** File descriptors that the unit opens for its item process. */
const inputFd = 3;
const outputFd = 4;

/** The item process's side of the two pipes to its unit. */
export class ParentPipe {
  #pending: Buffer[] = [];

  /** Calls back with frames as they come; ends the process when the unit is gone. */
  listen(receive: (frames: Frame[]) => void): void {
    const reader = new FrameReader();
    const input = new Socket({ fd: inputFd, readable: true, writable: false });
    input.on('data', (chunk: Buffer) => receive(reader.push(chunk)));
    input.on('close', () => process.exit(0));
  }

  /** Holds a frame back until the next `flush`: a result and the start of the next item share one write. */
  hold(frame: Partial<Frame> & { type: FrameType }): void {
    this.#pending.push(encodeFrame(frame));
  }

  /** Writes what is held back, synchronously: it is with the unit before anything else happens here. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = this.#pending.length === 1 ? this.#pending[0] : Buffer.concat(this.#pending);
    this.#pending = [];
    for (let rest = bytes ?? Buffer.alloc(0); rest.byteLength > 0; ) rest = rest.subarray(writeSome(rest));
  }

  send(frame: Partial<Frame> & { type: FrameType }): void {
    this.hold(frame);
    this.flush();
  }
}

function writeSome(bytes: Buffer): number {
  try {
    return writeSync(outputFd, bytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EPIPE' || code === 'ECONNRESET') process.exit(0);
    if (code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return 0;
  }
}
