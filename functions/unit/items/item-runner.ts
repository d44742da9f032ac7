import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { encodeFrame, type Frame, frameType } from '../../../core/item-frames/frame.ts';
import type { ItemSetup } from '../../../core/item-frames/messages.ts';
import type { SourceItem } from '../../../core/splitting/item.ts';
import { Delivery, Doorbell } from './doorbell.ts';
import { HaltRequest } from './halt-request.ts';
import { ItemBacklog } from './item-backlog.ts';
import type { TakeEnd } from './item-end.ts';
import type { Death, ItemProcess, ItemProcessEvent } from './item-process.ts';
import type { ItemProcessPool } from './item-process-pool.ts';
import { ItemTracker } from './item-tracker.ts';
import { type CarriedItem, type OpenItem, resetItem, trackItem } from './open-item.ts';
import { QueueDepth } from './queue-depth.ts';

export type { ItemEnd, TakeEnd } from './item-end.ts';
export type { CarriedItem, OpenItem } from './open-item.ts';

/** How a run of items may end early, and what it goes on from. */
export interface RunOptions {
  /**
   * Aborted: nothing more is taken from the source nor sent, what the item process has is waited for, except for an
   * item that would need another attempt. The rest stays open.
   */
  windDown?: AbortSignal | undefined;
  /**
   * Aborted: as `windDown`; besides, the item process begins nothing that it has, and the signal of the items that run
   * aborts. Those that succeed nevertheless have ended, those that fail stay open.
   */
  stop?: AbortSignal | undefined;
  /** An item that an earlier invocation has left open. */
  carried?: CarriedItem | undefined;
}

/** Ends of items that wait for an earlier one, and items under way, at most. */
const mostHeld = 2_000;
/** Bytes under way to and in the item process at most. */
const mostBytes = 1024 ** 2;
/** Processes in a row that end before any item starts, after which the task itself is at fault. */
const mostIdleDeaths = 3;
/** How long items may take to settle that were told to stop, before their process is ended. */
const defaultStopGraceMs = 2_000;

/** What belongs to one call of `run`. */
interface Run {
  source: AsyncIterator<readonly SourceItem[]>;
  batch: Delivery<IteratorResult<readonly SourceItem[]>>;
  bell: Doorbell;
  signal: AbortSignal;
  halt: HaltRequest;
  carried: CarriedItem | undefined;
}

/**
 * Runs a unit's items in item processes. Whatever an item does to its process costs that item alone: a death is
 * blamed on an item only if it was the only one that the process had ever started, or the only one that was running
 * when its time was up; other suspects run again, each alone.
 */
export class ItemRunner {
  readonly #pool: ItemProcessPool;
  readonly #setup: ItemSetup;
  readonly #held: () => number;
  readonly #stopGraceMs: number;
  readonly #backlog = new ItemBacklog();
  readonly #depth: QueueDepth;
  readonly #tracker: ItemTracker;
  #exhausted = false;
  #idleDeaths = 0;

  /**
   * @param options.held ends of items that wait for an earlier one: they are bounded as well
   * @param options.stopGraceMs how long items may take to settle that were told to stop; default 2,000
   */
  constructor(options: {
    pool: ItemProcessPool;
    setup: ItemSetup;
    take: TakeEnd;
    held: () => number;
    stopGraceMs?: number;
  }) {
    this.#pool = options.pool;
    this.#setup = options.setup;
    this.#held = options.held;
    this.#stopGraceMs = options.stopGraceMs ?? defaultStopGraceMs;
    const { setup, take } = options;
    this.#tracker = new ItemTracker({ setup, take, backlog: this.#backlog });
    this.#depth = new QueueDepth(options.setup.itemConcurrency);
  }

  /** Attempts that ended so far, those of items that are still open included. */
  get attempts(): number {
    return this.#tracker.tally.attempts;
  }

  /** Those that ended with an error: thrown, beyond the limit, died, rows refused. */
  get errors(): number {
    return this.#tracker.tally.errors;
  }

  /** Those whose error said "slow down". */
  get throttles(): number {
    return this.#tracker.tally.throttles;
  }

  /** Run time of the attempts that ended, milliseconds. */
  get runMs(): number {
    return this.#tracker.tally.runUs / 1000;
  }

  /**
   * After `run`: of the items that were taken from the source and have not ended the first one, with its attempts that
   * ended and how many of them count against the task's `retries`. A later invocation goes on there; if there is none,
   * at the next item that the source gives.
   */
  firstOpen(): OpenItem | undefined {
    const open = this.#backlog.first();
    return open && { item: open.item, attempts: open.attempts, retriesUsed: open.retriesUsed };
  }

  /**
   * Runs items, once. Resolves when all have ended, or early as `options` say; the item process may be kept then.
   * @param signal aborted, it throws its reason at once; the caller ends the item process
   * @throws FanfoldError `ItemProcessFailed` if item processes end before they run anything
   */
  async run(
    batches: AsyncIterable<readonly SourceItem[]>,
    signal: AbortSignal,
    options: RunOptions = {},
  ): Promise<void> {
    const { windDown, stop, carried } = options;
    const source = batches[Symbol.asyncIterator]();
    const bell = new Doorbell();
    const batch = new Delivery<IteratorResult<readonly SourceItem[]>>(bell);
    const halt = new HaltRequest({ windDown, stop, stopGraceMs: this.#stopGraceMs });
    const signals = [signal, windDown, stop];
    for (const each of signals) each?.addEventListener('abort', bell.ring);
    try {
      signal.throwIfAborted();
      if (!halt.wanted) await this.#runAll({ source, batch, bell, signal, halt, carried });
    } finally {
      for (const each of signals) each?.removeEventListener('abort', bell.ring);
      halt.end();
      for (const open of this.#backlog.listUnderWay()) await resetItem(open);
      if (signal.aborted || halt.wanted) await this.#keepLast({ batch, bell, carried });
    }
  }

  async #runAll({ source, batch, bell, signal, halt, carried }: Run): Promise<void> {
    const event = new Delivery<ItemProcessEvent>(bell);
    let process = await this.#open();
    for (;;) {
      signal.throwIfAborted();
      if (!halt.wanted) {
        this.#send(process);
        if (this.#hasRoom()) batch.order(() => source.next());
      } else if (this.#backlog.underWay > 0) halt.ask(process);
      if (this.#isOver(halt)) return;
      // An event that nobody takes would be lost to the process's next unit: it is ordered only if one must come.
      if (this.#backlog.underWay > 0 || halt.isPending) event.order(() => process.next());
      await bell.wait();
      signal.throwIfAborted();
      process.watch.pause();
      await this.#admit(batch.take(), { carried, keep: halt.wanted });
      const happened = event.take();
      if (happened !== undefined && 'frames' in happened) await this.#handle(process, happened.frames, halt);
      else if (happened !== undefined) {
        await this.#bury(process, happened.death, halt);
        // What is gone must not be kept, and another one isn't needed any more.
        if (halt.wanted) return await this.#pool.discard();
        process = await this.#open();
      }
      process.watch.resume();
    }
  }

  async #open(): Promise<ItemProcess> {
    const process = await this.#pool.take();
    process.watch.limit(this.#setup.timeoutMs);
    process.send([encodeFrame({ type: frameType.setup, payload: Buffer.from(JSON.stringify(this.#setup)) })]);
    return process;
  }

  /**
   * At an early end with nothing open, what was ordered of the source may hold the first open item: it must not get
   * lost. With anything open, that comes before it.
   * @throws what the source failed with: it can't say where to go on
   */
  async #keepLast({ batch, bell, carried }: Pick<Run, 'batch' | 'bell' | 'carried'>): Promise<void> {
    while (batch.ordered && this.#backlog.size === 0) {
      await this.#admit(batch.take(), { carried, keep: true });
      if (batch.ordered) await bell.wait();
    }
  }

  /** Takes items in. One that is too long to be read whole ends here, unless all that come are only to be kept. */
  async #admit(
    batch: IteratorResult<readonly SourceItem[]> | undefined,
    { carried, keep }: { carried: CarriedItem | undefined; keep: boolean },
  ): Promise<void> {
    if (batch === undefined) return;
    if (batch.done) this.#exhausted = true;
    else
      for (const item of batch.value) {
        const open = trackItem(item, carried);
        if (item.oversized && !keep) await this.#tracker.refuseOversized(open);
        else this.#backlog.add(open);
      }
  }

  #hasRoom(): boolean {
    const { size, bytesUnderWay, hasSuspects } = this.#backlog;
    return (
      !this.#exhausted &&
      !hasSuspects &&
      size < this.#depth.items &&
      (size === 0 || size + this.#held() < mostHeld) &&
      bytesUnderWay < mostBytes
    );
  }

  #send(process: ItemProcess): void {
    const { underWay, bytesUnderWay } = this.#backlog;
    const depth = this.#depth.items;
    // Few large writes instead of many small ones.
    if (depth - underWay < depth / 4) return;
    const chosen = this.#backlog.dispatch({ items: depth - underWay, bytes: mostBytes - bytesUnderWay });
    if (chosen.length === 0) return;
    if (underWay === 0) this.#depth.begin(performance.now());
    process.send(
      chosen.map(({ item, attempts, retriesUsed }) =>
        encodeFrame({
          type: frameType.item,
          item: item.index - this.#setup.firstItem,
          attempts,
          retriesUsed,
          payload: Buffer.from(item.bytes ?? new Uint8Array()),
        }),
      ),
    );
  }

  #isOver(halt: HaltRequest): boolean {
    if (halt.wanted) return !halt.isPending;
    return this.#exhausted && this.#backlog.size === 0;
  }

  async #handle(process: ItemProcess, frames: readonly Frame[], halt: HaltRequest): Promise<void> {
    for (const frame of frames) {
      if (frame.type === frameType.idle) {
        halt.answer();
        this.#tracker.release(process);
      } else if (frame.type === frameType.ready) this.#depth.begin(performance.now());
      else if (await this.#tracker.follow(process, frame)) this.#depth.end();
    }
    this.#depth.look(performance.now());
  }

  async #bury(process: ItemProcess, death: Death, halt: HaltRequest): Promise<void> {
    // Told to stop it may end in any way: that is nobody's fault.
    if (halt.stopping) return;
    this.#idleDeaths = process.started === 0 ? this.#idleDeaths + 1 : 0;
    if (this.#idleDeaths >= mostIdleDeaths) throw neverStarted(death);
    await this.#tracker.blame(process, death, this.#pool.memoryBytes);
  }
}

function neverStarted(death: Death): FanfoldError {
  return new FanfoldError(
    'ItemProcessFailed',
    `The process that runs the task ended ${mostIdleDeaths} times before any item started (exit code ${death.exitCode}, signal ${death.signal}); see the unit's log: ${death.lastWords.trim().slice(-500)}`,
  );
}
