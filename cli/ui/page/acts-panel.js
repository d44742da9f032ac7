import { byId, make } from './dom.js';
import { formatCount, formatDuration } from './format.js';

/** @import { ActView } from '../events.ts' */

const mostShown = 200;
const kinds = { limit: 'limit', backup: 'backup copy', rescue: 'started anew', end: 'end' };

/** What the governor did and why, the newest first. */
export class ActsPanel {
  #list = byId('acts', HTMLOListElement);
  #empty = byId('acts-empty', HTMLElement);
  #scroll = byId('acts-scroll', HTMLElement);

  constructor() {
    // What scrolls has to be reached by the keyboard.
    this.#scroll.tabIndex = 0;
  }

  clear() {
    this.#list.replaceChildren();
    this.#scroll.hidden = true;
    this.#empty.hidden = false;
  }

  /**
   * @param {readonly ActView[]} acts new ones
   * @param {number} startedAt
   */
  add(acts, startedAt) {
    if (acts.length === 0) return;
    this.#list.prepend(...acts.map((act) => describe(act, startedAt)).reverse());
    while (this.#list.children.length > mostShown) this.#list.lastElementChild?.remove();
    this.#scroll.hidden = false;
    this.#empty.hidden = true;
  }
}

/**
 * @param {ActView} act
 * @param {number} startedAt
 */
function describe({ at, kind, text, change }, startedAt) {
  const what =
    change === null
      ? kinds[kind]
      : `${change.to > change.from ? '▲' : '▼'} ${formatCount(change.from)} → ${formatCount(change.to)}`;
  return make('li', {}, [
    make('time', {
      text: formatDuration(at - startedAt),
      attributes: { datetime: new Date(at).toISOString() },
    }),
    make('b', { text: what }),
    make('span', { text }),
  ]);
}
