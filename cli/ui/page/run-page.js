import { ActsPanel } from './acts-panel.js';
import { Announcer } from './announcer.js';
import { ChartsPanel } from './charts-panel.js';
import { Clock } from './clock.js';
import { byId, make, setText } from './dom.js';
import { EndPanel, titleOf } from './end-panel.js';
import { FailuresPanel } from './failures-panel.js';
import { formatPercent } from './format.js';
import { describe, ProgressPanel, shareOf } from './progress-panel.js';
import { SlowestPanel } from './slowest-panel.js';
import { UnitsPanel } from './units-panel.js';

/** @import { ActView, EndView, ProgressView, RunHead, UiEvent } from '../events.ts' */

const mostActs = 500;

/** One run, as its events come in. */
export class RunPage {
  #clock = new Clock();
  #announcer = new Announcer();
  #progressPanel = new ProgressPanel();
  #charts = new ChartsPanel();
  #actsPanel = new ActsPanel();
  #units = new UnitsPanel(this.#clock);
  #slowest = new SlowestPanel();
  #failures = new FailuresPanel();
  #endPanel = new EndPanel();
  #connection = byId('connection', HTMLElement);
  /** @type {RunHead | undefined} */
  #run;
  /** @type {ProgressView | undefined} */
  #progress;
  /** @type {ActView[]} */
  #acts = [];
  /** @type {EndView | undefined} */
  #end;

  /** @param {string} address of the run's events */
  constructor(address) {
    byId('run-view', HTMLElement).hidden = false;
    const events = new EventSource(address);
    events.addEventListener('open', () => setText(this.#connection, 'live'));
    events.addEventListener('error', () => setText(this.#connection, 'not connected, trying again'));
    for (const name of names) {
      events.addEventListener(name, ({ data }) =>
        this.#take(/** @type {UiEvent} */ ({ name, data: JSON.parse(data) })),
      );
    }
    // What has run for how long moves also between two events.
    setInterval(() => this.#tick(), 1_000);
  }

  /** @param {UiEvent} event */
  #take({ name, data }) {
    if (name !== 'trouble') byId('trouble', HTMLElement).hidden = true;
    switch (name) {
      case 'run':
        return this.#begin(data);
      case 'progress':
        this.#progress = data;
        this.#clock.set(data.at);
        return this.#showProgress();
      case 'acts':
        return this.#addActs(data.acts);
      case 'series':
        this.#charts.takeSeries(data);
        return this.#charts.draw();
      case 'units':
        this.#units.take(data);
        return this.#units.draw();
      case 'failures':
        return this.#failures.show(data);
      case 'notes':
        return this.#showNotes(data.notes);
      case 'trouble':
        return this.#showTrouble(data.message);
      case 'end':
        return this.#finish(data);
    }
  }

  /** @param {RunHead} run */
  #begin(run) {
    this.#run = run;
    this.#acts = [];
    this.#end = undefined;
    this.#clock.set(run.at);
    this.#actsPanel.clear();
    this.#units.clear();
    this.#endPanel.clear();
    setText(byId('run-id', HTMLElement), run.runId);
    setText(byId('task', HTMLElement), run.task);
  }

  /** @param {readonly ActView[]} acts those of a snapshot may come again */
  #addActs(acts) {
    const last = this.#acts.at(-1)?.number ?? 0;
    const fresh = acts.filter(({ number }) => number > last);
    this.#acts = [...this.#acts, ...fresh].slice(-mostActs);
    this.#charts.takeActs(this.#acts);
    this.#actsPanel.add(fresh, this.#run?.startedAt ?? 0);
    this.#charts.draw();
  }

  #showProgress() {
    const progress = this.#progress;
    if (progress === undefined || this.#run === undefined) return;
    const over = this.#end !== undefined;
    const until = this.#end === undefined ? this.#clock.now() : (this.#end.endedAt ?? progress.at);
    this.#progressPanel.show(progress, { elapsedMs: until - this.#run.startedAt, over });
    this.#slowest.show(progress.slowest, { now: this.#clock.now(), over });
    const share = shareOf(progress);
    const state = this.#end?.status ?? (progress.ending === null ? progress.phase : 'ending');
    const shown = byId('state', HTMLElement);
    shown.dataset.state = state;
    setText(shown, state);
    document.title = `${over ? state : formatPercent(share)} ${this.#run.runId} · fanfold`;
    if (!over) this.#announcer.progress(share, describe(progress));
  }

  #tick() {
    if (this.#end !== undefined) return;
    this.#showProgress();
    this.#units.draw();
  }

  /** @param {readonly string[]} notes */
  #showNotes(notes) {
    const list = byId('notes', HTMLElement);
    list.hidden = notes.length === 0;
    list.replaceChildren(...notes.map((text) => make('li', { text })));
  }

  /** @param {string} message */
  #showTrouble(message) {
    const trouble = byId('trouble', HTMLElement);
    trouble.hidden = false;
    setText(trouble, `The run can't be read, trying again: ${message}`);
  }

  /** @param {EndView} end */
  #finish(end) {
    this.#end = end;
    this.#endPanel.show(end);
    this.#showProgress();
    this.#units.draw();
    this.#announcer.now(titleOf(end));
  }
}

/** @type {UiEvent['name'][]} */
const names = ['run', 'progress', 'acts', 'series', 'units', 'failures', 'notes', 'trouble', 'end'];
