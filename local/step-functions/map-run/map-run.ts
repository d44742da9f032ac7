import type { Graph } from '../definition/types.ts';
import { Document } from '../document.ts';
import { Cancellation } from '../execution/cancellation.ts';
import type { Execution, Services } from '../execution/execution.ts';
import { CountingRecorder, HistoryRecorder } from '../execution/history.ts';
import { type ExecutionResult, runExecution } from '../execution/run-execution.ts';
import { StatesError } from '../execution/states-error.ts';
import { EXPRESS_TIMEOUT_MS, MAX_MAP_RUN_CONCURRENCY } from '../limits.ts';
import type { ChildIdentities } from './child-identities.ts';
import type { ChildRecord, RunningChild } from './child-record.ts';
import type { ChildStore } from './child-store.ts';
import { MapRunCounts, total } from './counts.ts';
import type { ChildInput, ItemSpool } from './item-spool.ts';
import type { MapRunRecord } from './record.ts';
import { Signal } from './signal.ts';
import { exceedsTolerance, type Tolerance } from './tolerance.ts';

/** What a Map Run works with. */
export interface MapRunParts {
  record: MapRunRecord;
  services: Services;
  children: ChildStore;
  identities: ChildIdentities;
  spool: ItemSpool;
  processor: Graph;
  /** Inputs of the children, still to be read. */
  inputs: AsyncIterable<ChildInput>;
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
  /** Kept in the record itself, so that whoever has the record sees them move. */
  readonly counts: MapRunCounts;
  readonly #parts: MapRunParts;
  readonly #signal = new Signal();
  readonly #childrenCancellation: Cancellation;
  #ending: Ending | undefined;
  #allRead = false;
  #started = 0;

  constructor(parts: MapRunParts) {
    this.#parts = parts;
    this.record = parts.record;
    this.counts = new MapRunCounts(parts.record.itemCounts, parts.record.executionCounts);
    this.#childrenCancellation = new Cancellation(parts.closing);
  }

  get children(): ChildStore {
    return this.#parts.children;
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
      await this.#parts.onAllRead();
      this.#checkTolerance();
    } catch (thrown) {
      this.#end({ kind: 'failed', failure: toFailure(thrown) });
    } finally {
      this.#allRead = true;
      this.#signal.notify();
    }
  }

  async #admit(): Promise<void> {
    const { spool, services, closing } = this.#parts;
    while (this.#ending === undefined && closing.reason === undefined) {
      const seen = this.#signal.version;
      if (this.children.running.size < this.#limit()) {
        const allRead = this.#allRead;
        const input = await spool.shift();
        if (input !== undefined) {
          this.#start(input);
          await services.breather.pause();
          continue;
        }
        if (allRead) return;
      }
      await this.#signal.after(seen);
    }
  }

  #limit(): number {
    const { maxConcurrency } = this.record;
    return maxConcurrency === 0 ? MAX_MAP_RUN_CONCURRENCY : Math.min(maxConcurrency, MAX_MAP_RUN_CONCURRENCY);
  }

  #start({ items, text }: ChildInput): void {
    const { services, identities, closing } = this.#parts;
    const express = this.record.executionType === 'EXPRESS';
    const sequence = this.#started;
    this.#started += 1;
    const child: RunningChild = {
      sequence,
      ...identities.identify(sequence),
      startDate: services.clock.now(),
      input: Document.parse(text),
      items,
      cancellation: new Cancellation(express ? closing : this.#childrenCancellation),
      recorder: express ? undefined : new HistoryRecorder(services.clock.now),
    };
    this.counts.started(items);
    this.children.started(child);
    this.#runChild(child).catch((thrown) => this.#end({ kind: 'failed', failure: toFailure(thrown) }));
  }

  async #runChild(child: RunningChild): Promise<void> {
    const { services, processor } = this.#parts;
    const { stateMachineArn, machineName, roleArn } = this.record;
    const execution: Execution = {
      arn: child.arn,
      name: child.name,
      machine: { arn: stateMachineArn, name: machineName, roleArn },
      input: child.input,
      startDate: child.startDate,
      recorder: child.recorder ?? new CountingRecorder(),
      budget: { bytes: 0 },
      services,
    };
    const timeout = child.recorder === undefined ? EXPRESS_TIMEOUT_MS : undefined;
    const result = await runExecution(execution, processor, child.cancellation, timeout);
    try {
      if (result.status === 'CLOSED') this.children.dropped(child.sequence);
      else await this.#ended(child, result);
    } finally {
      this.#signal.notify();
    }
  }

  async #ended(child: RunningChild, result: Exclude<ExecutionResult, { status: 'CLOSED' }>): Promise<void> {
    const record = toRecord(child, result, this.#parts.services.clock.now());
    const pressure = this.children.ended(record, child.recorder?.events);
    this.counts.ended(child.items, result.status);
    this.#parts.onChildEnded(record);
    if (result.status !== 'SUCCEEDED') this.#checkTolerance();
    await pressure;
  }

  #checkTolerance(): void {
    const { items } = this.counts;
    const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.record;
    const totalItems = this.#allRead ? total(items) : undefined;
    if (!exceedsTolerance(items.failed + items.timedOut, totalItems, { count, percentage })) return;
    const cause = 'The specified tolerated failure threshold was exceeded';
    const failure = new StatesError('States.ExceedToleratedFailureThreshold', cause);
    this.#end({ kind: 'failed', failure });
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#childrenCancellation.cancel({ kind: 'stopped' });
    this.#signal.notify();
  }
}

function toRecord(
  child: RunningChild,
  result: Exclude<ExecutionResult, { status: 'CLOSED' }>,
  stopDate: number,
): ChildRecord {
  const { sequence, name, arn, startDate, input, items } = child;
  const common = {
    sequence,
    name,
    arn,
    status: result.status,
    startDate,
    stopDate,
    input: input.text,
    items,
  };
  if (result.status === 'SUCCEEDED') return { ...common, output: result.output.text };
  return {
    ...common,
    ...(result.error === undefined ? {} : { error: result.error }),
    ...(result.cause === undefined ? {} : { cause: result.cause }),
  };
}

function toFailure(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new StatesError('States.Runtime', `Internal error of the local Step Functions: ${detail}`);
}
