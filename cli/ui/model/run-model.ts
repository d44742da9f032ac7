import type { ChangedUnit, RunRow } from '../../../aws/ledger/index.ts';
import { createUnitTally } from '../../../client/unit-tally.ts';
import type { GovernAct, ProgressDocument } from '../../../core/contracts/govern.ts';
import { addTime, createHistogram, quantile } from '../../../core/statistics/histogram.ts';
import { createRate } from '../../progress/rate.ts';
import type { ProgressView, RunHead, UiEvent } from '../events.ts';
import { ActLog } from './act-log.ts';
import { HeatMap } from './heat-map.ts';
import { TimeSeries } from './time-series.ts';
import { type Execution, UnitTable } from './unit-table.ts';

const mostSlowest = 10;

/** Which run and which of its executions a model is of. */
export interface ModelSubject {
  task: string;
  runId: string;
  /** Epoch milliseconds at which the execution began. */
  startedAt: number;
}

/** All that is known of one execution of a run: what is polled goes in, what the page shows comes out. */
export class RunModel {
  readonly #subject: ModelSubject;
  readonly #tally = createUnitTally();
  readonly #rate = createRate();
  readonly #acts = new ActLog();
  readonly #series: TimeSeries;
  readonly #durations = createHistogram();
  #table = new UnitTable(0);
  #map = new HeatMap(this.#table);
  #run: RunRow | undefined;
  #document: ProgressDocument | undefined;
  /** Epoch of the execution that is shown, once it is known. */
  #epoch: number | undefined;
  #limitNoted = false;
  #over = false;
  #notes: string[] = [];
  #now: number;

  constructor(subject: ModelSubject) {
    this.#subject = subject;
    this.#series = new TimeSeries(subject.startedAt);
    this.#now = subject.startedAt;
  }

  /** Epoch milliseconds at which the execution began. */
  get startedAt(): number {
    return this.#subject.startedAt;
  }

  /** The run's row. To be told before its units. */
  takeRun(run: RunRow, now: number): void {
    this.#run = run;
    this.#now = now;
    if (run.units === undefined) return;
    if (this.#table.total !== run.units) {
      this.#table = new UnitTable(run.units);
      this.#map = new HeatMap(this.#table);
    }
    // Shutting the door is another epoch, too, but what was running then has kept what it had done.
    if (run.status === 'RUNNING') this.#enter(run);
  }

  /** What Govern last wrote of this execution. */
  takeDocument(document: ProgressDocument): void {
    this.#document = document;
    this.#epoch ??= document.epoch;
    this.#noteLimit(document.at, document.limit, document.limit);
  }

  /** @returns the events that tell of what is new */
  takeActs(acts: readonly GovernAct[]): UiEvent[] {
    const fresh = this.#acts.take(acts);
    for (const { at, change } of fresh) {
      if (change !== null) this.#noteLimit(at, change.from, change.to);
    }
    return fresh.length === 0 ? [] : [{ name: 'acts', data: { acts: fresh } }];
  }

  /** Rows of units that changed. @returns those of units that committed with failed items */
  takeUnits(changed: readonly ChangedUnit[]): ChangedUnit[] {
    this.#tally.take(changed);
    const failed: ChangedUnit[] = [];
    for (const row of changed) {
      if (!this.#table.take(row)) continue;
      this.#map.noteChange(row.unit);
      if (row.state !== 'committed') continue;
      addTime(this.#durations, this.#table.durationOf(row.unit) * 1_000);
      if (this.#isOfThisExecution(row)) this.#series.add(this.#table.stretchOf(row.unit));
      if (row.progress.failed > 0 && this.#table.stateOf(row.unit) === 'committed') failed.push(row);
    }
    return failed;
  }

  /** What can't be shown, and why. */
  takeNotes(notes: string[]): UiEvent[] {
    if (notes.length === this.#notes.length) return [];
    this.#notes = [...notes];
    return [{ name: 'notes', data: { notes } }];
  }

  /** Says that the execution has ended: what has not committed by now runs no longer. @returns what that changes */
  end(): UiEvent[] {
    this.#over = true;
    this.#enterTable({ epoch: Number.MAX_SAFE_INTEGER, generation: this.#run?.generation ?? 0 });
    return this.changes();
  }

  /** Failed items of the run, those of units that run included. */
  get failed(): number {
    return this.#tally.sums().failed;
  }

  /** Says that time has passed, and what that changes. */
  changes(): UiEvent[] {
    const cells = this.#map.drain();
    this.#rate.add(this.#tally.sums().done, this.#now);
    return [
      { name: 'progress', data: this.#progress() },
      ...(this.#isRunning ? [this.#seriesEvent()] : []),
      ...(cells.length > 0 ? [this.#unitsEvent(cells)] : []),
    ];
  }

  /** All that is known. */
  snapshot(): UiEvent[] {
    const head: RunHead = { ...this.#subject, at: this.#now };
    return [
      { name: 'run', data: head },
      { name: 'progress', data: this.#progress() },
      { name: 'acts', data: { acts: [...this.#acts.all] } },
      this.#seriesEvent(),
      this.#unitsEvent(this.#map.all()),
      { name: 'notes', data: { notes: this.#notes } },
    ];
  }

  /** The first change tells also what the limit was from the start. */
  #noteLimit(at: number, before: number, limit: number): void {
    if (!this.#limitNoted) this.#series.noteLimit(this.#subject.startedAt, before);
    this.#limitNoted = true;
    this.#series.noteLimit(at, limit);
  }

  #isOfThisExecution({ epoch, updatedAt }: ChangedUnit): boolean {
    return updatedAt >= this.#subject.startedAt && (this.#epoch === undefined || epoch === this.#epoch);
  }

  #enter(execution: Execution): void {
    this.#epoch = execution.epoch;
    this.#tally.enter(execution);
    this.#enterTable(execution);
  }

  #enterTable(execution: Execution): void {
    if (!this.#table.enter(execution)) return;
    for (let unit = 0; unit < this.#table.total; unit++) this.#map.noteChange(unit);
  }

  get #isRunning(): boolean {
    if (this.#over) return false;
    return this.#run?.status === 'RUNNING' || this.#run?.status === 'PLANNING';
  }

  #progress(): ProgressView {
    const { items = 0, units, ending } = this.#run ?? {};
    const { committed, running, done, failed, rows } = this.#tally.sums();
    const document = this.#document;
    const perSecond = this.#isRunning ? this.#rate.perSecond() : undefined;
    return {
      at: this.#now,
      phase: this.#phase(committed),
      items: { total: items, done, failed },
      units: { total: units ?? 0, committed, running: this.#over ? 0 : running },
      rows,
      perSecond: perSecond ?? null,
      remainingMs: (this.#isRunning ? this.#rate.remainingMs(items - done) : undefined) ?? null,
      limit: document?.limit ?? null,
      maxConcurrency: document?.maxConcurrency ?? null,
      attempts: document?.attempts ?? null,
      backups: document?.backups ?? null,
      ending: ending === undefined ? null : { reason: ending.reason, message: ending.message },
      slowest: this.#isRunning ? this.#table.longestRunning(mostSlowest) : [],
    };
  }

  #phase(committed: number): ProgressView['phase'] {
    if (this.#run === undefined) return 'waiting';
    if (this.#run.units === undefined) return 'planning';
    return committed >= this.#run.units || this.#run.status !== 'RUNNING' ? 'finishing' : 'running';
  }

  #seriesEvent(): UiEvent {
    const table = this.#table;
    const running = this.#isRunning ? [...table.running()].map((unit) => table.stretchOf(unit)) : [];
    const until = this.#isRunning ? this.#now : this.#series.reached;
    return { name: 'series', data: this.#series.view(until, running) };
  }

  #unitsEvent(cells: ReturnType<HeatMap['all']>): UiEvent {
    const typicalMs = quantile(this.#durations, 0.5) / 1_000;
    return {
      name: 'units',
      data: { total: this.#table.total, perCell: this.#map.perCell, typicalMs, cells },
    };
  }
}
