/** Keeps the first few of many by an order, whatever order they come in. */
export class TopList<Value> {
  readonly #size: number;
  readonly #compare: (a: Value, b: Value) => number;
  #kept: Value[] = [];

  /** @param compare negative where `a` comes first */
  constructor(size: number, compare: (a: Value, b: Value) => number) {
    this.#size = size;
    this.#compare = compare;
  }

  add(value: Value): void {
    const last = this.#kept.at(-1);
    if (this.#kept.length >= this.#size && last !== undefined && this.#compare(last, value) <= 0) return;
    const at = this.#kept.findIndex((kept) => this.#compare(value, kept) < 0);
    this.#kept.splice(at === -1 ? this.#kept.length : at, 0, value);
    if (this.#kept.length > this.#size) this.#kept.pop();
  }

  /** In order. */
  get values(): readonly Value[] {
    return this.#kept;
  }
}
