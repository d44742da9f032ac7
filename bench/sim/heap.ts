/** A binary heap of values by a number, smallest first. */
export class Heap<Value> {
  readonly #keys: number[] = [];
  readonly #values: Value[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** The smallest key; Infinity if there is none. */
  get next(): number {
    return this.#keys[0] ?? Number.POSITIVE_INFINITY;
  }

  push(key: number, value: Value): void {
    let at = this.#keys.length;
    this.#keys.push(key);
    this.#values.push(value);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#key(parent) <= key) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Takes the value of the smallest key. */
  pop(): Value | undefined {
    const [top] = this.#values;
    const lastKey = this.#keys.pop();
    const lastValue = this.#values.pop();
    if (lastKey === undefined || lastValue === undefined) return undefined;
    if (this.#keys.length === 0) return lastValue;
    this.#keys[0] = lastKey;
    this.#values[0] = lastValue;
    this.#sink();
    return top;
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const child = this.#key(left + 1) < this.#key(left) ? left + 1 : left;
      if (this.#key(child) >= this.#key(at)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #key(at: number): number {
    return this.#keys[at] ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [keyA, keyB, valueA, valueB] = [this.#keys[a], this.#keys[b], this.#values[a], this.#values[b]];
    if (keyA === undefined || keyB === undefined || valueA === undefined || valueB === undefined) return;
    this.#keys[a] = keyB;
    this.#keys[b] = keyA;
    this.#values[a] = valueB;
    this.#values[b] = valueA;
  }
}
