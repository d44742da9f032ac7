import { byId, make, setText } from './dom.js';
import { formatDuration, formatMoment } from './format.js';

/**
 * @typedef {object} ListedRun
 * @property {string} task
 * @property {string} runId
 * @property {string} status
 * @property {number} startedAt
 * @property {number | null} endedAt
 */

const againMs = 5_000;

/** Lists the latest runs, again and again while the page is looked at. */
export async function showList() {
  byId('list-view', HTMLElement).hidden = false;
  document.title = 'Runs · fanfold';
  for (;;) {
    if (document.visibilityState === 'visible') await refresh();
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}

async function refresh() {
  const note = byId('list-note', HTMLElement);
  try {
    const response = await fetch('/runs');
    const told = await response.json();
    if (!response.ok) throw new Error(told.message);
    show(told.runs);
    setText(
      note,
      [...(told.runs.length === 0 ? ['There are no runs yet.'] : []), ...told.problems].join(' '),
    );
  } catch (error) {
    setText(
      note,
      `The runs can't be listed: ${error instanceof Error ? error.message : error}. Trying again.`,
    );
  }
}

/** @param {readonly ListedRun[]} runs */
function show(runs) {
  const list = byId('list', HTMLElement);
  const said = JSON.stringify(runs);
  const moves = runs.some(({ endedAt }) => endedAt === null);
  if (list.dataset.said === said && !moves) return;
  list.dataset.said = said;
  const focused = document.activeElement?.getAttribute('href');
  list.replaceChildren(...runs.map(describe));
  const again = [...list.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused);
  again?.focus();
}

/** @param {ListedRun} run */
function describe({ task, runId, status, startedAt, endedAt }) {
  const href = `/runs/${encodeURIComponent(task)}/${encodeURIComponent(runId)}`;
  const time =
    endedAt === null
      ? `has run for ${formatDuration(Date.now() - startedAt)}`
      : `took ${formatDuration(endedAt - startedAt)}`;
  return make('li', {}, [
    make('a', { text: runId, attributes: { href } }),
    make('span', { class: 'state', text: status, data: { state: status } }),
    make('span', { class: 'about', text: `${task}, started ${formatMoment(startedAt)}, ${time}` }),
  ]);
}
