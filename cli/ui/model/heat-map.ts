import type { CellView } from '../events.ts';
import type { UnitTable } from './unit-table.ts';

/** Cells that the page draws at most. */
const mostCells = 2_000;

/** Deals the units of a table out to cells, and tells those that changed. */
export class HeatMap {
  readonly perCell: number;
  readonly #table: UnitTable;
  readonly #cells: number;
  readonly #changed = new Set<number>();

  constructor(table: UnitTable) {
    this.#table = table;
    this.perCell = Math.max(1, Math.ceil(table.total / mostCells));
    this.#cells = Math.ceil(table.total / this.perCell);
  }

  noteChange(unit: number): void {
    this.#changed.add(Math.floor(unit / this.perCell));
  }

  /** Cells that changed since the last call. */
  drain(): CellView[] {
    const cells = [...this.#changed].sort((a, b) => a - b).map((cell) => this.#describe(cell));
    this.#changed.clear();
    return cells;
  }

  all(): CellView[] {
    return Array.from({ length: this.#cells }, (_, cell) => this.#describe(cell));
  }

  #describe(cell: number): CellView {
    const table = this.#table;
    const first = cell * this.perCell;
    const end = Math.min(table.total, first + this.perCell);
    const view: CellView = {
      cell,
      waiting: 0,
      running: 0,
      committed: 0,
      done: 0,
      failed: 0,
      slowest: null,
      oldest: null,
    };
    for (let unit = first; unit < end; unit++) {
      const state = table.stateOf(unit);
      view[state] += 1;
      if (state === 'waiting') continue;
      view.done += table.doneOf(unit);
      view.failed += table.failedOf(unit);
      const startedAt = table.startedAt(unit);
      const ms = table.durationOf(unit);
      if (state === 'committed' && (view.slowest === null || ms > view.slowest.ms))
        view.slowest = { unit, ms };
      if (state === 'running' && (view.oldest === null || startedAt < view.oldest.startedAt))
        view.oldest = { unit, startedAt };
    }
    return view;
  }
}
