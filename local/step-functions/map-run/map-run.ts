import type { Throttle } from '../../rates/throttle.ts';
import type { Graph } from '../definition/types.ts';
import { Document } from '../document.ts';
import { Cancellation } from '../execution/cancellation.ts';
import type { Services } from '../execution/execution.ts';
import { HistoryRecorder } from '../execution/history.ts';
import type { SavedLine } from '../execution/position.ts';
import { StatesError } from '../execution/states-error.ts';
import { MAX_MAP_RUN_CONCURRENCY } from '../limits.ts';
import type { ChildIdentities } from './child-identities.ts';
import type { ChildRecord, RunningChild } from './child-record.ts';
import { whyNotRedrivableByMapRun } from './child-redrive.ts';
import type { ChildStore } from './child-store.ts';
import { type MapRunCounts, total } from './counts.ts';
import { toFailure } from './failure.ts';
import type { ChildInput, ItemSpool } from './item-spool.ts';
import type { MapRunRecord } from './record.ts';
import type { RedriveQueue } from './redrive-queue.ts';
import { type ChildResult, runChild, toChildRecord } from './run-child.ts';
import { Signal } from './signal.ts';
import { exceedsTolerance, type Tolerance } from './tolerance.ts';

/** What a Map Run works with. */
export interface MapRunParts {
  record: MapRunRecord;
  /** Kept in the record itself, so that whoever has the record sees them move. */
  counts: MapRunCounts;
  services: Services;
  children: ChildStore;
  identities: ChildIdentities;
  spool: ItemSpool;
  processor: Graph;
  /** Inputs of the children that have not been started, still to be read. */
  inputs: AsyncIterable<ChildInput>;
  /** Children of an earlier attempt that have to run again; they come before new ones. */
  redrives: RedriveQueue;
  /** Cancelled when the local cloud closes. */
  closing: Cancellation;
  /** Called for every child that has ended, in order of their ends. */
  onChildEnded(child: ChildRecord): void;
  /** Called when the total is known. */
  onAllRead(): Promise<void>;
}

/** Why a Map Run ends early. */
export type Ending = { kind: 'failed'; failure: StatesError } | { kind: 'stopped' };

/** Settings that UpdateMapRun changes while the run is in progress. */
export type MapRunUpdate = { maxConcurrency?: number } & Partial<Tolerance>;

/**
 * A Map Run in progress: admits children up to MaxConcurrency, counts how they end and ends early when too many have
 * failed. STANDARD children are stopped then, EXPRESS children can't be and are waited for.
 */
export class MapRun {
  readonly record: MapRunRecord;
  readonly counts: MapRunCounts;
  readonly #parts: MapRunParts;
  readonly #signal = new Signal();
  readonly #childrenCancellation: Cancellation;
  /** Paces the starts as AWS does, where its rates are applied. */
  readonly #starts: Throttle | undefined;
  #ending: Ending | undefined;
  #reading = true;
  #allRead = false;

  constructor(parts: MapRunParts) {
    this.#parts = parts;
    this.record = parts.record;
    this.counts = parts.counts;
    this.#childrenCancellation = new Cancellation(parts.closing);
    this.#starts = parts.services.rates?.newChildStarts(parts.record.executionType);
  }

  get children(): ChildStore {
    return this.#parts.children;
  }

  /** Whether the source was read to its end. */
  get allRead(): boolean {
    return this.#allRead;
  }

  /** Takes effect at once: more children start, or the run fails under a tighter tolerance. */
  update({ maxConcurrency, count, percentage }: MapRunUpdate): void {
    if (maxConcurrency !== undefined) this.record.maxConcurrency = maxConcurrency;
    if (count !== undefined) this.record.toleratedFailureCount = count;
    if (percentage !== undefined) this.record.toleratedFailurePercentage = percentage;
    this.#checkTolerance();
    this.#signal.notify();
  }

  /** The parent was stopped or has failed elsewhere: no more children, STANDARD ones are stopped. */
  stop(): void {
    this.#end({ kind: 'stopped' });
  }

  /**
   * Runs until every child has ended.
   * @returns undefined for success, or why the run ended early
   */
  async run(): Promise<Ending | undefined> {
    const reading = this.#read();
    await this.#admit();
    await reading;
    while (this.children.running.size > 0) {
      const seen = this.#signal.version;
      if (this.children.running.size > 0) await this.#signal.after(seen);
    }
    this.#childrenCancellation.detach();
    await this.#parts.redrives.giveUp();
    return this.#ending;
  }

  async #read(): Promise<void> {
    const { inputs, spool, closing } = this.#parts;
    try {
      for await (const input of inputs) {
        if (closing.reason !== undefined) return;
        await spool.push(input);
        this.counts.found(input.items);
        this.#signal.notify();
      }
      this.#allRead = true;
      this.#reading = false;
      await this.#parts.onAllRead();
      this.#checkTolerance();
    } catch (thrown) {
      this.#end({ kind: 'failed', failure: toFailure(thrown) });
    } finally {
      this.#reading = false;
      this.#signal.notify();
    }
  }

  async #admit(): Promise<void> {
    const { services, closing } = this.#parts;
    while (this.#ending === undefined && closing.reason === undefined) {
      const seen = this.#signal.version;
      const waitMs = this.#starts?.waitMs(services.clock.now()) ?? 0;
      if (waitMs > 0) {
        await new Promise<void>((resolve) => services.clock.schedule(waitMs, resolve));
        continue;
      }
      if (this.children.running.size < this.#limit()) {
        const reading = this.#reading;
        if ((await this.#startAgain()) || (await this.#startNext())) {
          await services.breather.pause();
          continue;
        }
        if (!reading) return;
      }
      await this.#signal.after(seen);
    }
  }

  #limit(): number {
    const { maxConcurrency } = this.record;
    return maxConcurrency === 0 ? MAX_MAP_RUN_CONCURRENCY : Math.min(maxConcurrency, MAX_MAP_RUN_CONCURRENCY);
  }

  /** Starts a child that no attempt has started; false when there is none at the moment. */
  async #startNext(): Promise<boolean> {
    const { services, identities, spool } = this.#parts;
    const input = await spool.shift();
    if (input === undefined) return false;
    if (this.#ending !== undefined) {
      spool.putBack();
      return true;
    }
    const { sequence, items, text } = input;
    this.counts.started(items);
    this.#launch({
      sequence,
      ...identities.identify(sequence),
      startDate: services.clock.now(),
      input: Document.parse(text),
      items,
      redriveCount: 0,
      redriveDate: undefined,
      cancellation: this.#newCancellation(),
      recorder: this.#isExpress ? undefined : new HistoryRecorder(services.clock.now),
    });
    return true;
  }

  /**
   * Redrives a child of an earlier attempt: a STANDARD one goes on from where it stood, an EXPRESS one starts again
   * under the same ARN. False when there is none.
   */
  async #startAgain(): Promise<boolean> {
    const { services, redrives } = this.#parts;
    const child = await redrives.peek();
    if (child === undefined) return false;
    const events = this.#isExpress ? [] : await this.children.history(child.sequence);
    if (this.#ending !== undefined) return true;
    redrives.take();
    const now = services.clock.now();
    if (this.#isPermanent(child, now)) {
      this.#leave(child);
      return true;
    }
    this.counts.redriven(child.items);
    const again: RunningChild = {
      sequence: child.sequence,
      name: child.name,
      arn: child.arn,
      startDate: this.#isExpress ? now : child.startDate,
      input: Document.parse(child.input),
      items: child.items,
      redriveCount: child.redriveCount + 1,
      redriveDate: this.#isExpress ? undefined : now,
      cancellation: this.#newCancellation(),
      recorder: this.#isExpress ? undefined : new HistoryRecorder(services.clock.now, events),
    };
    this.#launch(again, child.position);
    return true;
  }

  get #isExpress(): boolean {
    return this.record.executionType === 'EXPRESS';
  }

  #newCancellation(): Cancellation {
    return new Cancellation(this.#isExpress ? this.#parts.closing : this.#childrenCancellation);
  }

  /** Whether a child's failure is its last word: it has no room for more events, or ended too long ago. */
  #isPermanent(child: ChildRecord, now: number): boolean {
    if (!this.#isExpress && child.position === undefined) return true;
    return whyNotRedrivableByMapRun(child, this.record.executionType, now) !== undefined;
  }

  #leave(child: ChildRecord): void {
    this.children.leftAsItWas(child);
    this.counts.leftAsItWas(child.items, child.status);
    this.counts.notRedrivable(child.items);
    this.#checkTolerance();
  }

  #launch(child: RunningChild, resumed?: SavedLine): void {
    this.#starts?.take(this.#parts.services.clock.now());
    this.children.started(child);
    this.#run(child, resumed).catch((thrown) => this.#end({ kind: 'failed', failure: toFailure(thrown) }));
  }

  async #run(child: RunningChild, resumed: SavedLine | undefined): Promise<void> {
    const { services, processor } = this.#parts;
    const result = await runChild(child, this.record, processor, services, resumed);
    try {
      if (result.status === 'CLOSED') this.children.dropped(child.sequence);
      else await this.#ended(child, result);
    } finally {
      this.#signal.notify();
    }
  }

  async #ended(child: RunningChild, result: ChildResult): Promise<void> {
    const now = this.#parts.services.clock.now();
    const record = toChildRecord(child, result, now, this.record.redriveCount);
    const pressure = this.children.ended(record, child.recorder?.events);
    this.counts.ended(child.items, result.status);
    this.#parts.onChildEnded(record);
    if (result.status !== 'SUCCEEDED') this.#checkTolerance();
    await pressure;
  }

  #checkTolerance(): void {
    const { items } = this.counts;
    const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.record;
    const totalItems = this.#reading ? undefined : total(items);
    if (!exceedsTolerance(items.failed + items.timedOut, totalItems, { count, percentage })) return;
    const cause = 'The specified tolerated failure threshold was exceeded';
    const failure = new StatesError('States.ExceedToleratedFailureThreshold', cause);
    this.#end({ kind: 'failed', failure });
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    // AWS's sentence, which says 'aborted' also of a run that fails.
    const cause = `The map run execution [${this.record.arn}] which was managing this resource was aborted`;
    this.#childrenCancellation.cancel({ kind: 'stopped', cause });
    this.#signal.notify();
  }
}
