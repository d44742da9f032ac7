import { readdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

const POLL_MS = 10;

/** One invocation, as its function's file tells. */
export interface Invocation {
  key: string;
  attempt: number;
}

/** Watches the files that functions leave, and kills the processes that are to be killed. */
export class Killer {
  readonly #folder: string;
  readonly #stopping = new AbortController();
  readonly #seen = new Set<string>();
  readonly #kills: Promise<void>[] = [];
  readonly #watching: Promise<void>;

  /** @param folder where the files are */
  constructor(folder: string) {
    this.#folder = folder;
    this.#watching = this.#watch();
  }

  /** All invocations so far. */
  async invocations(): Promise<Invocation[]> {
    return (await readdir(this.#folder)).map((name) => {
      const [key = '', attempt] = name.split('~');
      return { key, attempt: Number(attempt) };
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await Promise.all(this.#kills);
  }

  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      for (const name of await readdir(this.#folder)) {
        if (this.#seen.has(name)) continue;
        this.#seen.add(name);
        const [, , pid, delay] = name.split('~');
        if (delay !== 'none') this.#kills.push(killAfter(Number(pid), Number(delay)));
      }
      await setTimeout(POLL_MS);
    }
  }
}

/** The process waits to be killed: it can't have ended, nor its id be another's. */
async function killAfter(pid: number, delayMs: number): Promise<void> {
  await setTimeout(delayMs);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The cloud was closed, or the function's timeout came first, which the oracle then tells.
  }
}
