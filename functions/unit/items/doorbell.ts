/** Wakes one waiter up. Rung while nobody waits, it is heard by the next who does. */
export class Doorbell {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  async wait(): Promise<void> {
    if (!this.#rung)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#wake = undefined;
    this.#rung = false;
  }
}

/**
 * Something ordered that rings when it is there. So one waits for whatever comes first of several things and loses
 * nothing of the others, which `Promise.race` would make one remember each time anew.
 */
export class Delivery<Value> {
  readonly #bell: Doorbell;
  #ordered = false;
  #arrived: { value: Value } | { error: unknown } | undefined;

  constructor(bell: Doorbell) {
    this.#bell = bell;
  }

  /** Whether one is on its way, or has arrived and is not taken. */
  get ordered(): boolean {
    return this.#ordered;
  }

  /** Orders the next one, unless one is on its way. */
  order(from: () => Promise<Value>): void {
    if (this.#ordered) return;
    this.#ordered = true;
    from().then(
      (value) => this.#deliver({ value }),
      (error: unknown) => this.#deliver({ error }),
    );
  }

  /** What has arrived, once; undefined if nothing has. @throws what it failed with */
  take(): Value | undefined {
    const arrived = this.#arrived;
    if (arrived === undefined) return undefined;
    this.#arrived = undefined;
    this.#ordered = false;
    if ('error' in arrived) throw arrived.error;
    return arrived.value;
  }

  #deliver(arrived: { value: Value } | { error: unknown }): void {
    this.#arrived = arrived;
    this.#bell.ring();
  }
}
