import { byId } from './dom.js';

const quietMs = 20_000;

/**
 * Tells a screen reader how the run goes: at each tenth of the items, but not more than every 20 s; at once when it ends.
 */
export class Announcer {
  #element = byId('announcement', HTMLElement);
  #lastAt = Number.NEGATIVE_INFINITY;
  #tenth = -1;

  /**
   * @param {number} share of items done
   * @param {string} text
   */
  progress(share, text) {
    const tenth = Math.floor(share * 10);
    if (tenth === this.#tenth || Date.now() - this.#lastAt < quietMs) return;
    this.#tenth = tenth;
    this.now(text);
  }

  /** @param {string} text */
  now(text) {
    this.#lastAt = Date.now();
    if (this.#element.textContent !== text) this.#element.textContent = text;
  }
}
