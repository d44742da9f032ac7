import { setTimeout as wait } from 'node:timers/promises';
import type { UiEvent } from '../events.ts';
import type { RunIds } from '../find/list-runs.ts';
import { describeTrouble } from './describe-trouble.ts';
import { followRun, type RunFeed } from './follow-run.ts';
import type { RunSource } from './run-source.ts';

/** Gets every event as it comes. */
export type Listener = (id: number, event: UiEvent) => void;

/** After the last listener has left: whoever loads the page anew goes on where it was. */
const lingerMs = 3_000;
/** Between attempts while the run can't be read. */
const troubleMs = 2_000;

/** Follows one run for all who watch it, with one poller, for as long as somebody does. */
export class RunFollower {
  readonly #source: RunSource;
  readonly #runId: string;
  readonly #ids: RunIds;
  readonly #onIdle: () => void;
  readonly #listeners = new Set<Listener>();
  #feed: RunFeed | undefined;
  #trouble: UiEvent | undefined;
  #polling: AbortController | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #id = 0;

  /**
   * @param options.ids run ids of executions that are known already
   * @param options.onIdle is called once nobody has watched for a moment: the follower has stopped then
   */
  constructor(source: RunSource, runId: string, options: { ids: RunIds; onIdle: () => void }) {
    this.#source = source;
    this.#runId = runId;
    this.#ids = options.ids;
    this.#onIdle = options.onIdle;
  }

  /**
   * Sends a snapshot, then whatever is new.
   * @returns ends it
   */
  listen(listener: Listener): () => void {
    clearTimeout(this.#lingering);
    this.#listeners.add(listener);
    this.snapshot(listener);
    if (this.#polling === undefined) this.#begin();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#lingering = setTimeout(() => {
        this.stop();
        this.#onIdle();
      }, lingerMs).unref();
    };
  }

  /** Sends all that is known to one listener. */
  snapshot(listener: Listener): void {
    for (const event of this.#feed?.snapshot() ?? []) listener(this.#id, event);
    if (this.#trouble !== undefined) listener(this.#id, this.#trouble);
  }

  /** Polls no longer. */
  stop(): void {
    clearTimeout(this.#lingering);
    this.#polling?.abort();
    this.#polling = undefined;
  }

  #begin(): void {
    const polling = new AbortController();
    this.#polling = polling;
    this.#poll(polling.signal).catch((error: unknown) => {
      if (!polling.signal.aborted) throw error;
    });
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await followRun(this.#source, this.#runId, {
          signal,
          ids: this.#ids,
          begin: (feed) => {
            this.#feed = feed;
            this.#tell(feed.snapshot());
          },
          tell: (events) => this.#tell(events),
        });
      } catch (error) {
        if (signal.aborted) return;
        this.#tell([{ name: 'trouble', data: { message: describeTrouble(error) } }]);
        await wait(troubleMs, undefined, { signal });
      }
    }
  }

  #tell(events: readonly UiEvent[]): void {
    for (const event of events) {
      this.#trouble = event.name === 'trouble' ? event : undefined;
      this.#id += 1;
      for (const listener of this.#listeners) listener(this.#id, event);
    }
  }
}
