import { type Frame, frameType } from '../../../core/item-frames/frame.ts';
import { type ItemFailure, type ItemSetup, itemFailure } from '../../../core/item-frames/messages.ts';
import { describeOversize, MAX_ITEM_BYTES } from '../../../core/splitting/item.ts';
import { AttemptTally } from './attempt-tally.ts';
import { describeDeath } from './death-certificate.ts';
import type { ItemBacklog } from './item-backlog.ts';
import type { TakeEnd } from './item-end.ts';
import type { Death, ItemProcess } from './item-process.ts';
import { resetItem, type TrackedItem } from './open-item.ts';
import { RowSpool } from './row-spool.ts';

/**
 * A SIGKILL that the unit didn't send may come from outside, and such ones may come close together: so many, while an item ran
 * alone, are no proof against it. Each lets an item that does kill its process run once more.
 */
const mostChanceKills = 3;

/** Follows items from attempt to attempt, as their process tells of them or dies, and hands on their ends. */
export class ItemTracker {
  readonly tally = new AttemptTally();
  readonly #setup: ItemSetup;
  readonly #take: TakeEnd;
  readonly #backlog: ItemBacklog;
  #fault: ItemFailure | undefined;

  constructor(options: { setup: ItemSetup; take: TakeEnd; backlog: ItemBacklog }) {
    this.#setup = options.setup;
    this.#take = options.take;
    this.#backlog = options.backlog;
  }

  /** An item ends unread that is too long to be read whole. */
  async refuseOversized(open: TrackedItem): Promise<void> {
    open.attempts += 1;
    await this.#fail(open, 0, {
      code: 'malformed',
      name: 'MalformedItem',
      message: describeOversize(open.item, MAX_ITEM_BYTES),
    });
  }

  /** Takes in what an item process tells. @returns whether an item has ended */
  async follow(process: ItemProcess, frame: Frame): Promise<boolean> {
    if (frame.type === frameType.fault) {
      this.#fault = readFailure(frame);
      return false;
    }
    const open = this.#backlog.find(this.#setup.firstItem + frame.item);
    if (open === undefined) return false;
    switch (frame.type) {
      case frameType.start:
        if (!open.started) process.started += 1;
        open.started = true;
        open.attempts = frame.attempts - 1;
        open.attemptBegan = performance.now();
        await open.spool?.drop();
        process.watch.start(frame.item);
        return false;
      case frameType.rest:
        open.attempts = frame.attempts;
        open.retriesUsed = frame.retriesUsed;
        open.attemptBegan = undefined;
        this.#countFailed(open, frame.durationUs, 'thrown', frame.throttled === 1);
        process.watch.finish(frame.item);
        return false;
      case frameType.rows:
        open.spool ??= new RowSpool();
        await open.spool.add(frame.payload);
        return false;
      case frameType.done:
        await this.#succeed(process, open, frame);
        return true;
      case frameType.failed: {
        const failure = readFailure(frame);
        if (failure.code === 'timeout' && this.#setup.itemConcurrency > 1) process.tainted = true;
        this.#leave(process, open, frame);
        await open.spool?.drop();
        await this.#fail(open, frame.durationUs, failure, frame.throttled === 1);
        return true;
      }
    }
    return false;
  }

  /** The process has nothing under way any more, whatever is still open. */
  release(process: ItemProcess): void {
    for (const { item } of this.#backlog.listUnderWay())
      process.watch.finish(item.index - this.#setup.firstItem);
  }

  /** Blames a death, and sorts what was under way: suspects run again alone, the rest goes on in a new process. */
  async blame(process: ItemProcess, death: Death, memoryBytes: number): Promise<void> {
    const { timeoutMs } = this.#setup;
    const failure = describeDeath(death, this.#fault, { timeoutMs, memoryBytes });
    this.#fault = undefined;
    const started = this.#backlog.listUnderWay().filter((open) => open.started);
    const [only] = started;
    const alone = started.length === 1 && (process.started === 1 || death.killed?.code === 'timeout');
    const chance = death.signal === 'SIGKILL' && death.killed === undefined;
    const pardoned = chance && only !== undefined && only.kills < mostChanceKills;
    const guilty = alone && !pardoned;
    if (alone && chance && only !== undefined) only.kills += 1;
    for (const open of started) {
      const durationUs = open.attemptBegan && (performance.now() - open.attemptBegan) * 1000;
      if (durationUs !== undefined) {
        open.attempts += 1;
        this.#countFailed(open, durationUs, failure.code, false);
      }
      await resetItem(open);
    }
    if (guilty && only !== undefined) {
      this.#backlog.end(only);
      await this.#take({ ...describeEnd(only), ok: false, failure });
    }
    this.#backlog.requeue(guilty ? [] : started);
  }

  async #succeed(process: ItemProcess, open: TrackedItem, frame: Frame): Promise<void> {
    const spool = open.spool ?? new RowSpool();
    if (frame.payload.byteLength > 0) await spool.add(frame.payload);
    this.#leave(process, open, frame);
    for (const tally of [open.here, this.tally]) tally.succeed(frame.durationUs);
    await this.#take({ ...describeEnd(open), ok: true, rows: frame.rows, spool });
  }

  async #fail(open: TrackedItem, durationUs: number, failure: ItemFailure, throttled = false): Promise<void> {
    this.#countFailed(open, durationUs, failure.code, throttled);
    await this.#take({ ...describeEnd(open), ok: false, failure });
  }

  #leave(process: ItemProcess, open: TrackedItem, frame: Frame): void {
    open.attempts = frame.attempts;
    this.#backlog.end(open);
    process.watch.finish(frame.item);
  }

  #countFailed(open: TrackedItem, durationUs: number, code: ItemFailure['code'], throttled: boolean): void {
    for (const tally of [open.here, this.tally]) tally.fail(durationUs, { code, throttled });
  }
}

function readFailure({ payload }: Frame): ItemFailure {
  return itemFailure.parse(JSON.parse(payload.toString()));
}

function describeEnd({ item, attempts, here }: TrackedItem) {
  const { runUs: durationUs, errors, throttles } = here;
  return { item, attempts, durationUs, errors, throttles };
}
