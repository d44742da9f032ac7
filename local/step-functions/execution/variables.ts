import type { Json } from '../json.ts';
import { MAX_PAYLOAD_BYTES, MAX_VARIABLES_BYTES } from '../limits.ts';
import { StatesError } from './states-error.ts';

/** Bytes of all variables of one execution, which have a common limit of 10 MiB. */
export interface VariableBudget {
  bytes: number;
}

/**
 * The variables of one scope: of a machine, a branch or an iteration. Inner scopes read the outer ones' variables
 * and never assign them.
 */
export class VariableScope {
  #values: Readonly<Record<string, Json>>;
  readonly #budget: VariableBudget;
  readonly #sizes = new Map<string, number>();
  /** Names of the variables that were assigned here. */
  readonly #own = new Set<string>();

  constructor(budget: VariableBudget, outer: Readonly<Record<string, Json>> = {}) {
    this.#budget = budget;
    this.#values = outer;
  }

  /** Everything that is visible here. The object is never changed afterwards. */
  get values(): Readonly<Record<string, Json>> {
    return this.#values;
  }

  /** The variables that were assigned here, without the outer ones. */
  get own(): Record<string, Json> {
    const own: Record<string, Json> = {};
    for (const name of this.#own) own[name] = this.#values[name] ?? null;
    return own;
  }

  /** Takes back what {@link own} gave, when a redrive goes on. */
  restore(values: Readonly<Record<string, Json>>): void {
    for (const [name, value] of Object.entries(values)) {
      const size = Buffer.byteLength(JSON.stringify(value));
      this.#own.add(name);
      this.#sizes.set(name, size);
      this.#budget.bytes += size;
    }
    this.#values = { ...this.#values, ...values };
  }

  inner(): VariableScope {
    return new VariableScope(this.#budget, this.#values);
  }

  /**
   * Assigns variables together, after all were evaluated.
   * @returns each one's JSON text, as StateExited events carry it
   * @throws StatesError States.DataLimitExceeded over 256 KiB in one Assign or 10 MiB in the execution
   */
  assign(values: Readonly<Record<string, Json>>): Record<string, string> {
    const texts: Record<string, string> = {};
    let assigned = 0;
    let { bytes } = this.#budget;
    for (const [name, value] of Object.entries(values)) {
      const text = JSON.stringify(value);
      texts[name] = text;
      const size = Buffer.byteLength(text);
      assigned += size;
      bytes += size - (this.#sizes.get(name) ?? 0);
    }
    if (assigned > MAX_PAYLOAD_BYTES) throw tooLarge('an Assign', assigned, MAX_PAYLOAD_BYTES);
    if (bytes > MAX_VARIABLES_BYTES) throw tooLarge("the execution's variables", bytes, MAX_VARIABLES_BYTES);
    for (const [name, text] of Object.entries(texts)) {
      this.#own.add(name);
      this.#sizes.set(name, Buffer.byteLength(text));
    }
    this.#budget.bytes = bytes;
    this.#values = { ...this.#values, ...values };
    return texts;
  }

  /** Gives the scope's share of the budget back when its branch or iteration has ended. */
  release(): void {
    for (const size of this.#sizes.values()) this.#budget.bytes -= size;
    this.#sizes.clear();
  }
}

function tooLarge(what: string, bytes: number, limit: number): StatesError {
  const cause = `The size of ${what} is ${bytes} bytes, which exceeds the limit of ${limit} bytes.`;
  return new StatesError('States.DataLimitExceeded', cause);
}
