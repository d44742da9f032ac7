import { byId, fillTable } from './dom.js';
import { formatCount, formatDuration } from './format.js';

/** @import { RunningView } from '../events.ts' */

/** The units that have run longest. */
export class SlowestPanel {
  #section = byId('slowest-section', HTMLElement);
  #table = byId('slowest', HTMLTableElement);
  #empty = byId('slowest-empty', HTMLElement);

  /**
   * @param {readonly RunningView[]} units
   * @param {{ now: number, over: boolean }} time
   */
  show(units, { now, over }) {
    this.#section.hidden = over;
    this.#table.hidden = units.length === 0;
    this.#empty.hidden = units.length > 0;
    fillTable(
      this.#table,
      units.map(({ unit, startedAt, done, failed, attempt }) => [
        formatCount(unit),
        formatDuration(now - startedAt),
        formatCount(done),
        formatCount(failed),
        formatCount(attempt),
      ]),
      { numbers: [0, 1, 2, 3, 4] },
    );
  }
}
