import { showValue } from '../errors/problems.ts';
import { ClaimTable } from './claim-table.ts';

/** What a task says of an item: who it is, and what it writes to. */
export interface ItemClaims {
  key?: string | undefined;
  writes?: readonly string[] | undefined;
}

/** Conflicts named one by one; beyond that they are counted. */
const mostNamed = 10;

/**
 * Finds items that aren't independent: two of the same key, or two that write to the same place. Running those in
 * parallel, or twice, would double or overwrite something.
 */
export class Independence {
  readonly #keys = new ClaimTable();
  readonly #writes = new ClaimTable();
  readonly #problems: string[] = [];
  #conflicts = 0;

  /** Takes an item's claims; items come in any order, each once. */
  add(item: number, claims: ItemClaims): void {
    if (claims.key !== undefined) this.#claim(this.#keys, claims.key, item, 'have the same key');
    for (const place of claims.writes ?? []) this.#claim(this.#writes, place, item, 'both write to');
  }

  /** Every conflict found, as sentences that name the items; none if all items are independent. */
  get problems(): string[] {
    const more = this.#conflicts - this.#problems.length;
    return more > 0 ? [...this.#problems, `and ${more} more`] : [...this.#problems];
  }

  #claim(table: ClaimTable, name: string, item: number, relation: string): void {
    const other = table.claim(name, item);
    if (other === undefined) return;
    this.#conflicts += 1;
    if (this.#problems.length >= mostNamed) return;
    this.#problems.push(
      `items ${Math.min(other, item)} and ${Math.max(other, item)} ${relation} ${showValue(name)}`,
    );
  }
}
