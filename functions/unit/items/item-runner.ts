import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { encodeFrame, type Frame, frameType } from '../../../core/item-frames/frame.ts';
import { type ItemFailure, type ItemSetup, itemFailure } from '../../../core/item-frames/messages.ts';
import { describeOversize, MAX_ITEM_BYTES, type SourceItem } from '../../../core/splitting/item.ts';
import { describeDeath } from './death-certificate.ts';
import type { Death, ItemProcess } from './item-process.ts';
import type { ItemProcessPool } from './item-process-pool.ts';
import { RowSpool } from './row-spool.ts';

/** How an item of a unit ended. */
export type ItemEnd = { item: SourceItem; attempts: number; durationUs: number } & (
  | { ok: true; rows: number; spool: RowSpool }
  | { ok: false; failure: ItemFailure }
);

/** Takes ends of items as they come, which is out of order if items run side by side. */
export type TakeEnd = (end: ItemEnd) => Promise<void>;

/** What is under way to and in the item process at most: enough that it never waits, little enough to be flat. */
const mostItems = 2_000;
const mostBytes = 1024 ** 2;
/** Processes in a row that end before any item starts, after which the task itself is at fault. */
const mostIdleDeaths = 3;

interface UnderWay {
  item: SourceItem;
  /** Attempts that are over, however they ended. */
  attempts: number;
  started: boolean;
  startedAt: number;
  spool: RowSpool | undefined;
}

/**
 * Runs a unit's items in item processes. Whatever an item does to its process costs that item alone: a death is
 * blamed on an item only if it was the only one that the process had ever started, or the only one that was running
 * when its time was up; other suspects run again, each alone.
 */
export class ItemRunner {
  readonly #pool: ItemProcessPool;
  readonly #setup: ItemSetup;
  readonly #take: TakeEnd;
  readonly #held: () => number;
  readonly #underWay = new Map<number, UnderWay>();
  /** Items to be sent again: suspects first, alone; then those that never started. */
  #suspects: UnderWay[] = [];
  /** Number of the suspect that runs: alone, so nothing is sent beside it. */
  #onTrial: number | undefined;
  #unsent: UnderWay[] = [];
  #bytesUnderWay = 0;
  #idleDeaths = 0;
  #fault: ItemFailure | undefined;

  /** @param options.held ends of items that wait for an earlier one: they are bounded as well */
  constructor(options: { pool: ItemProcessPool; setup: ItemSetup; take: TakeEnd; held: () => number }) {
    this.#pool = options.pool;
    this.#setup = options.setup;
    this.#take = options.take;
    this.#held = options.held;
  }

  /** @throws FanfoldError `ItemProcessFailed` if item processes end before they run anything */
  async run(batches: AsyncIterable<readonly SourceItem[]>, signal: AbortSignal): Promise<void> {
    try {
      await this.#runAll(batches, signal);
    } finally {
      for (const { spool } of this.#underWay.values()) await spool?.drop();
    }
  }

  async #runAll(batches: AsyncIterable<readonly SourceItem[]>, signal: AbortSignal): Promise<void> {
    const source = batches[Symbol.asyncIterator]();
    let sourceDone = false;
    let process = await this.#open();
    for (;;) {
      signal.throwIfAborted();
      while (!sourceDone && this.#hasRoom()) {
        const batch = await source.next();
        if (batch.done) sourceDone = true;
        else await this.#admit(batch.value);
        this.#send(process);
      }
      this.#send(process);
      if (sourceDone && this.#underWay.size === 0 && this.#unsent.length === 0 && this.#suspects.length === 0)
        return;
      const event = await process.next();
      signal.throwIfAborted();
      process.watch.pause();
      if ('frames' in event) for (const frame of event.frames) await this.#handle(process, frame);
      else process = await this.#recover(process, event.death);
      process.watch.resume();
    }
  }

  async #open(): Promise<ItemProcess> {
    const process = await this.#pool.take();
    process.watch.limit(this.#setup.timeoutMs);
    process.send([encodeFrame({ type: frameType.setup, payload: Buffer.from(JSON.stringify(this.#setup)) })]);
    return process;
  }

  /** Takes items in; one that is too long to be read whole ends here. */
  async #admit(items: readonly SourceItem[]): Promise<void> {
    for (const item of items) {
      if (!item.oversized) this.#unsent.push(asUnsent(item));
      else
        await this.#take({ item, attempts: 1, durationUs: 0, ok: false, failure: describeOversized(item) });
    }
  }

  #hasRoom(): boolean {
    const items = this.#underWay.size + this.#unsent.length + this.#held();
    return this.#suspects.length === 0 && items < mostItems && this.#bytesUnderWay < mostBytes;
  }

  #send(process: ItemProcess): void {
    if (this.#onTrial !== undefined) return;
    const [suspect] = this.#suspects;
    if (suspect !== undefined) {
      if (this.#underWay.size > 0) return;
      this.#suspects.shift();
      this.#onTrial = this.#number(suspect.item);
      this.#sendAll(process, [suspect]);
      return;
    }
    if (this.#unsent.length === 0) return;
    this.#sendAll(process, this.#unsent);
    this.#unsent = [];
  }

  #sendAll(process: ItemProcess, entries: readonly UnderWay[]): void {
    for (const entry of entries) {
      this.#underWay.set(this.#number(entry.item), entry);
      this.#bytesUnderWay += entry.item.bytes?.byteLength ?? 0;
    }
    process.send(
      entries.map(({ item, attempts }) =>
        encodeFrame({
          type: frameType.item,
          item: this.#number(item),
          attempts,
          payload: Buffer.from(item.bytes ?? new Uint8Array()),
        }),
      ),
    );
  }

  async #handle(process: ItemProcess, frame: Frame): Promise<void> {
    if (frame.type === frameType.fault) {
      this.#fault = itemFailure.parse(JSON.parse(frame.payload.toString()));
      return;
    }
    const entry = this.#underWay.get(frame.item);
    if (entry === undefined) return;
    switch (frame.type) {
      case frameType.start:
        if (!entry.started) process.started += 1;
        entry.started = true;
        entry.attempts = frame.attempts - 1;
        entry.startedAt = performance.now();
        await entry.spool?.drop();
        process.watch.start(frame.item);
        return;
      case frameType.rest:
        process.watch.finish(frame.item);
        return;
      case frameType.rows:
        entry.spool ??= new RowSpool();
        await entry.spool.add(frame.payload);
        return;
      case frameType.done: {
        const spool = entry.spool ?? new RowSpool();
        if (frame.payload.byteLength > 0) await spool.add(frame.payload);
        await this.#end(process, entry, { ...frame, ok: true, spool });
        return;
      }
      case frameType.failed: {
        await entry.spool?.drop();
        const failure = itemFailure.parse(JSON.parse(frame.payload.toString()));
        if (failure.code === 'timeout' && this.#setup.itemConcurrency > 1) process.tainted = true;
        await this.#end(process, entry, { ...frame, ok: false, failure });
        return;
      }
    }
  }

  async #end(
    process: ItemProcess,
    { item }: UnderWay,
    end: { attempts: number; durationUs: number } & (
      | { ok: true; rows: number; spool: RowSpool }
      | { ok: false; failure: ItemFailure }
    ),
  ): Promise<void> {
    this.#underWay.delete(this.#number(item));
    this.#onTrial = undefined;
    this.#bytesUnderWay -= item.bytes?.byteLength ?? 0;
    process.watch.finish(this.#number(item));
    const { attempts, durationUs } = end;
    if (end.ok) await this.#take({ item, attempts, durationUs, ok: true, rows: end.rows, spool: end.spool });
    else await this.#take({ item, attempts, durationUs, ok: false, failure: end.failure });
  }

  /** Blames a death, and sorts what was under way: suspects run again alone, the rest goes on in a new process. */
  async #recover(process: ItemProcess, death: Death): Promise<ItemProcess> {
    const entries = [...this.#underWay.values()];
    const started = entries.filter((entry) => entry.started);
    this.#idleDeaths = process.started === 0 ? this.#idleDeaths + 1 : 0;
    if (this.#idleDeaths >= mostIdleDeaths) throw this.#neverStarted(death);
    const failure = describeDeath(death, this.#fault, {
      timeoutMs: this.#setup.timeoutMs,
      memoryBytes: this.#pool.memoryBytes,
    });
    this.#fault = undefined;
    this.#underWay.clear();
    this.#onTrial = undefined;
    this.#bytesUnderWay = 0;
    const guilty = started.length === 1 && (process.started === 1 || death.killed?.code === 'timeout');
    const suspects: UnderWay[] = [];
    for (const entry of started) {
      await entry.spool?.drop();
      if (!guilty) {
        suspects.push({ ...asUnsent(entry.item), attempts: entry.attempts + 1 });
        continue;
      }
      const durationUs = (performance.now() - entry.startedAt) * 1000;
      await this.#take({ item: entry.item, attempts: entry.attempts + 1, durationUs, ok: false, failure });
    }
    this.#suspects = [...suspects, ...this.#suspects];
    this.#unsent = [...entries.filter((entry) => !entry.started), ...this.#unsent];
    return this.#open();
  }

  #neverStarted(death: Death): FanfoldError {
    return new FanfoldError(
      'ItemProcessFailed',
      `The process that runs the task ended ${mostIdleDeaths} times before any item started (exit code ${death.exitCode}, signal ${death.signal}); see the unit's log: ${death.lastWords.trim().slice(-500)}`,
    );
  }

  #number(item: SourceItem): number {
    return item.index - this.#setup.firstItem;
  }
}

function describeOversized(item: SourceItem): ItemFailure {
  return { code: 'malformed', name: 'MalformedItem', message: describeOversize(item, MAX_ITEM_BYTES) };
}

function asUnsent(item: SourceItem): UnderWay {
  return { item, attempts: 0, started: false, startedAt: 0, spool: undefined };
}
