import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Frame, FrameReader } from '../../../core/item-frames/frame.ts';
import { ItemWatch, type KillReason } from './item-watch.ts';

/** How an item process ended. */
export interface Death {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Why the unit ended it, if it did. */
  killed: KillReason | undefined;
  /** The end of what it wrote to stderr. */
  lastWords: string;
}

/** What comes from an item process: frames, and at last its death. */
export type ItemProcessEvent = { frames: Frame[] } | { death: Death };

/** How item processes are started. */
export interface ItemProcessOptions {
  /** The bundle with the user's task. */
  entry: string;
  /** Memory that the process may have, bytes. */
  memoryBytes: number;
  /** File descriptor that what it prints goes to: a command whose stdout is for its result says 2. Default: 1. */
  printsTo?: 1 | 2;
  /** Is told each sample of its resident memory, bytes. */
  seen?: (residentBytes: number) => void;
}

/** Node's own memory besides the heap that `--max-old-space-size` bounds: measured 45 to 60 MiB with a task loaded. */
const nodeBytes = 80 * 1024 ** 2;
const mebibyte = 1024 ** 2;
/** Characters of a line that are waited for. */
const longestLine = 16_384;
/** How long a dead process's pipes are read for what it still wrote. */
const drainMs = 300;
/**
 * Bounds of V8's heap. A quarter of the process's memory at least is its old generation. The young one grows with the
 * memory: V8's default of 16 MiB makes a process of 110 MB one of 220 MB, for 5 % of speed (measured on small items).
 */
function heapFlags(memoryBytes: number): string[] {
  const old = Math.floor(Math.max(memoryBytes - nodeBytes, memoryBytes / 4) / mebibyte);
  const young = Math.min(16, Math.max(2, Math.floor(memoryBytes / mebibyte / 100)));
  return [`--max-old-space-size=${old}`, `--max-semi-space-size=${young}`];
}

/** One process that runs a user's code, and the two pipes to it. It lives on between units. */
export class ItemProcess {
  readonly watch: ItemWatch;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #reader = new FrameReader();
  #lastWords = '';
  /** Of stderr, a line whose end is still to come. */
  #unfinished = '';
  /** Attempts started in it: a fresh process has none. */
  started = 0;
  /** An item was given up in it that may still go on: it is not for another unit. */
  tainted = false;

  constructor(options: ItemProcessOptions) {
    const child = spawn(
      process.execPath,
      [...heapFlags(options.memoryBytes), '--enable-source-maps', options.entry],
      { stdio: ['ignore', options.printsTo ?? 1, 'pipe', 'pipe', 'pipe'] },
    );
    const [, , , input, output] = child.stdio;
    if (!(input instanceof Writable) || !(output instanceof Readable))
      throw new Error('the item process has no pipes');
    this.#child = child;
    this.#input = input;
    this.#input.on('error', () => {}); // A process that died while it was written to: its death says so.
    this.#chunks = output[Symbol.asyncIterator]();
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    // A process that the user's code started may hold the pipes open beyond the end of its parent.
    child.once('exit', () => setTimeout(() => output.destroy(), drainMs));
    this.watch = new ItemWatch({
      pid: child.pid ?? 0,
      memoryBytes: options.memoryBytes,
      seen: options.seen ?? (() => {}),
      kill: () => child.kill('SIGKILL'),
    });
  }

  /** Sends frames; their bytes wait here while the process is busy, so the caller bounds what is under way. */
  send(frames: readonly Buffer[]): void {
    this.#input.write(Buffer.concat(frames));
  }

  /** The next frames, or the process's death once all frames are read. */
  async next(): Promise<ItemProcessEvent> {
    const chunk = await this.#chunks.next().catch(() => ({ done: true, value: undefined }) as const);
    if (!chunk.done) return { frames: this.#reader.push(chunk.value) };
    return { death: await this.#bury() };
  }

  /** Ends the process. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#bury();
  }

  async #bury(): Promise<Death> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    if (this.#child.stderr?.closed === false)
      await Promise.race([once(this.#child.stderr, 'close'), sleep(drainMs)]);
    this.watch.stop();
    if (this.#unfinished !== '') this.#hear('\n');
    return {
      exitCode: this.#child.exitCode,
      signal: this.#child.signalCode,
      killed: this.watch.killed,
      lastWords: this.#lastWords,
    };
  }

  /** What the process itself says as it dies, such as V8: the task's own lines go to the log without passing here. */
  #hear(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-4_000);
    const lines = (this.#unfinished + text).split('\n');
    const last = lines.pop() ?? '';
    this.#unfinished = last.length < longestLine ? last : '';
    if (this.#unfinished === '') lines.push(last);
    if (lines.length > 0) console.error(lines.join('\n'));
  }
}
