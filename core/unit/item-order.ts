/** Gives back in order what comes out of order: numbers from 0, each once. */
export class ItemOrder<Value> {
  readonly #held = new Map<number, Value>();
  #next = 0;

  /** Values that wait for an earlier one. */
  get held(): number {
    return this.#held.size;
  }

  /** Takes one value and yields what is in turn now. */
  *take(number: number, value: Value): Generator<Value> {
    this.#held.set(number, value);
    for (;;) {
      const next = this.#held.get(this.#next);
      if (next === undefined) return;
      this.#held.delete(this.#next);
      this.#next += 1;
      yield next;
    }
  }
  /** Gives up: yields what still waits. */
  *release(): Generator<Value> {
    yield* this.#held.values();
    this.#held.clear();
  }
}
