import { byId, make, setText } from './dom.js';
import { countOf, formatCount } from './format.js';

/** @import { FailuresView } from '../events.ts' */

/** Failed items by code and message, with examples. */
export class FailuresPanel {
  #summary = byId('failures-summary', HTMLElement);
  #list = byId('failures', HTMLElement);

  /** @param {FailuresView} view */
  show({ failed, grouped, groups }) {
    setText(this.#summary, describe(failed, grouped));
    // What a reader has opened stays open.
    const open = new Set(
      [...this.#list.querySelectorAll('li[data-key]')]
        .filter((item) => item.querySelector('details')?.open)
        .map((item) => (item instanceof HTMLElement ? item.dataset.key : undefined)),
    );
    const had = document.activeElement?.closest('li[data-key]');
    const focused = had instanceof HTMLElement ? had.dataset.key : undefined;
    this.#list.replaceChildren(
      ...groups.map((group) => {
        const key = JSON.stringify([group.code, group.name, group.message]);
        const item = describeGroup(group, key);
        const details = item.querySelector('details');
        if (details !== null) details.open = open.has(key);
        return item;
      }),
    );
    if (focused === undefined) return;
    const again = [...this.#list.children].find(
      (item) => item instanceof HTMLElement && item.dataset.key === focused,
    );
    again?.querySelector('summary')?.focus();
  }
}

/**
 * @param {number} failed
 * @param {number} grouped
 */
function describe(failed, grouped) {
  if (failed === 0 && grouped === 0) return 'No item has failed.';
  if (grouped >= failed) return `${countOf(grouped, 'item')} failed.`;
  return `${countOf(failed, 'item')} failed; below are the records of ${formatCount(grouped)}. A unit's records can be read when it is done.`;
}

/**
 * @param {FailuresView['groups'][number]} group
 * @param {string} key
 */
function describeGroup({ code, name, message, count, examples }, key) {
  return make('li', { data: { key } }, [
    make('p', { class: 'head' }, [
      make('span', { class: 'count', text: formatCount(count) }),
      make('span', {}, [
        make('span', { class: 'kind', text: name === '' || name === code ? code : `${code} · ${name}` }),
        make('span', { class: 'message', text: message }),
      ]),
    ]),
    make('details', {}, [
      make('summary', { text: examples.length === 1 ? 'An example' : `${examples.length} examples` }),
      make(
        'ul',
        {},
        examples.map((example) =>
          make('li', {
            text: `item ${formatCount(example.item)} (unit ${formatCount(example.unit)}): ${example.message}`,
          }),
        ),
      ),
    ]),
  ]);
}
