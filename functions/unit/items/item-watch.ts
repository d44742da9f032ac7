import { readResidentMemory } from './resident-memory.ts';

/** Why the unit ended an item process. */
export type KillReason =
  | { code: 'timeout'; items: number[] }
  | { code: 'out-of-memory'; residentBytes: number };

/** After its limit an item may settle by itself, having seen its signal abort, before its process is ended. */
const graceMs = 200;
/** How often memory is looked at: reading /proc costs 30 us. */
const memoryEveryMs = 100;

/** Watches over an item process: ends it when an item runs beyond its limit, or when it takes too much memory. */
export class ItemWatch {
  killed: KillReason | undefined;
  #timeoutMs = Number.POSITIVE_INFINITY;
  #pausedAt: number | undefined;
  readonly #startedAt = new Map<number, number>();
  readonly #pid: number;
  readonly #memoryBytes: number;
  readonly #seen: (residentBytes: number) => void;
  readonly #kill: () => void;
  readonly #memoryTimer: NodeJS.Timeout;
  #limitTimer: NodeJS.Timeout | undefined;

  /** @param process.seen is told each sample of its resident memory */
  constructor(process: {
    pid: number;
    memoryBytes: number;
    seen: (residentBytes: number) => void;
    kill: () => void;
  }) {
    this.#pid = process.pid;
    this.#memoryBytes = process.memoryBytes;
    this.#seen = process.seen;
    this.#kill = process.kill;
    this.#memoryTimer = setInterval(() => void this.checkMemory(), memoryEveryMs).unref();
  }

  /** Sets the limit of an attempt, for the unit that follows. */
  limit(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
    // The unit before may have had a limit that is much longer.
    clearTimeout(this.#limitTimer);
    this.#limitTimer = undefined;
  }

  start(item: number): void {
    this.#startedAt.set(item, performance.now());
    this.#limitTimer ??= this.#arm(this.#timeoutMs);
  }

  finish(item: number): void {
    this.#startedAt.delete(item);
  }

  /** While the unit doesn't read, the process may stand still through no fault of its items: that time isn't theirs. */
  pause(): void {
    this.#pausedAt ??= performance.now();
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    const paused = performance.now() - this.#pausedAt;
    this.#pausedAt = undefined;
    for (const [item, startedAt] of this.#startedAt) this.#startedAt.set(item, startedAt + paused);
  }

  stop(): void {
    clearInterval(this.#memoryTimer);
    clearTimeout(this.#limitTimer);
    this.#startedAt.clear();
  }

  #arm(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#checkLimits(), Math.max(1, Math.ceil(delayMs + graceMs))).unref();
  }

  #checkLimits(): void {
    this.#limitTimer = undefined;
    const now = performance.now();
    const late: number[] = [];
    let earliest = Number.POSITIVE_INFINITY;
    for (const [item, startedAt] of this.#startedAt) {
      if (this.#pausedAt === undefined && now - startedAt >= this.#timeoutMs + graceMs) late.push(item);
      else earliest = Math.min(earliest, startedAt);
    }
    if (late.length > 0) this.#end({ code: 'timeout', items: late });
    else if (earliest < Number.POSITIVE_INFINITY)
      this.#limitTimer = this.#arm(earliest + this.#timeoutMs - now);
  }

  /** Looks at memory once, as it does by itself every 100 ms. */
  async checkMemory(): Promise<void> {
    const residentBytes = await readResidentMemory(this.#pid);
    this.#seen(residentBytes);
    if (residentBytes > this.#memoryBytes) this.#end({ code: 'out-of-memory', residentBytes });
  }

  #end(reason: KillReason): void {
    this.killed ??= reason;
    this.#kill();
  }
}
