/** Wakes one waiter when something has changed; a change between looking and waiting isn't lost. */
export class Signal {
  #version = 0;
  #wake: (() => void) | undefined;

  /** Take it before looking at the state of things. */
  get version(): number {
    return this.#version;
  }

  notify(): void {
    this.#version += 1;
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Waits for a change since `seen`. One waiter at a time. */
  after(seen: number): Promise<void> {
    if (this.#version !== seen) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
