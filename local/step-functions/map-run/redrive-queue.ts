import type { ChildRecord } from './child-record.ts';
import type { ChildStore } from './child-store.ts';
import type { MapRunCounts } from './counts.ts';

/** The children of a redriven Map Run that have to run again, in the order of their numbers. */
export class RedriveQueue {
  readonly #children: ChildStore;
  readonly #counts: MapRunCounts;
  readonly #sequences: number[] = [];
  #next = 0;

  constructor(children: ChildStore, counts: MapRunCounts) {
    this.#children = children;
    this.#counts = counts;
  }

  /**
   * Queues every child that didn't succeed; they count as waiting to be redriven from now on.
   * @param onSucceeded called for every child that did
   */
  async fill(onSucceeded: (child: ChildRecord) => void): Promise<void> {
    for await (const child of this.#children.records()) {
      if (child.status === 'SUCCEEDED') {
        onSucceeded(child);
        continue;
      }
      this.#sequences.push(child.sequence);
      this.#children.awaitsRedrive(child.sequence);
      this.#counts.awaitsRedrive(child.items, child.status);
    }
    this.#sequences.sort((a, b) => a - b);
  }

  /** The next child, which stays the next until {@link take}; undefined when none is left. */
  async peek(): Promise<ChildRecord | undefined> {
    const sequence = this.#sequences[this.#next];
    return sequence === undefined ? undefined : await this.#children.record(sequence);
  }

  take(): void {
    this.#next += 1;
  }

  /** The run has ended: what still waits is as it was before the redrive. */
  async giveUp(): Promise<void> {
    for (let child = await this.peek(); child !== undefined; child = await this.peek()) {
      this.take();
      this.#children.leftAsItWas(child);
      this.#counts.leftAsItWas(child.items, child.status);
    }
  }
}
