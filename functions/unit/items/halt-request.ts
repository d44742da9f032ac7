import { encodeFrame, frameType } from '../../../core/item-frames/frame.ts';
import type { ItemProcess } from './item-process.ts';

/** Asks an item process to end early, and waits for its word that nothing is under way in it any more. */
export class HaltRequest {
  readonly #windDown: AbortSignal | undefined;
  readonly #stop: AbortSignal | undefined;
  readonly #stopGraceMs: number;
  #asked: typeof frameType.windDown | typeof frameType.stop | undefined;
  #answered = false;
  #grace: NodeJS.Timeout | undefined;

  /** @param options.stopGraceMs how long items may take to settle that were told to stop; then their process is ended */
  constructor(options: {
    windDown: AbortSignal | undefined;
    stop: AbortSignal | undefined;
    stopGraceMs: number;
  }) {
    this.#windDown = options.windDown;
    this.#stop = options.stop;
    this.#stopGraceMs = options.stopGraceMs;
  }

  /** Whether nothing more is to be taken or sent. */
  get wanted(): boolean {
    return this.stopping || this.#windDown?.aborted === true;
  }

  /** Whether items that run are to end, too. */
  get stopping(): boolean {
    return this.#stop?.aborted === true;
  }

  /** Whether the process has been asked and hasn't answered yet. */
  get isPending(): boolean {
    return this.#asked !== undefined && !this.#answered;
  }

  /** Asks the process, once for each of the two. */
  ask(process: ItemProcess): void {
    const type = this.stopping ? frameType.stop : frameType.windDown;
    if (this.#answered || this.#asked === type || this.#asked === frameType.stop) return;
    this.#asked = type;
    process.send([encodeFrame({ type })]);
    if (type === frameType.stop) this.#grace = setTimeout(() => void process.kill(), this.#stopGraceMs);
  }

  /** The process has nothing under way any more. */
  answer(): void {
    this.#answered = true;
  }

  /** Lets go of the process. */
  end(): void {
    clearTimeout(this.#grace);
  }
}
