/** Milliseconds that expressions and states may hold the event loop before timers and sockets get their turn. */
const SLICE_MS = 8;

/**
 * Lets the event loop breathe. JSONata and Pass states run in microtasks alone, so thousands of them, or one loop of
 * them, would keep StopExecution, timers and every other server of the process from running.
 */
export class Breather {
  #since = performance.now();

  /** undefined as long as the slice isn't used up, so that the usual case costs one look at the clock. */
  pause(): Promise<void> | undefined {
    if (performance.now() - this.#since < SLICE_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#since = performance.now();
        resolve();
      });
    });
  }
}
