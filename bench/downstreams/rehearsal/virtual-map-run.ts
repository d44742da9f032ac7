import { draw, idleMs, spans } from './assumptions.ts';
import type { Steps } from './timeline.ts';
import { runUnit, type Surroundings } from './virtual-unit.ts';

/** The Map Run in virtual time: starts a child for each unit, so many at once, in environments that stay for a while. */
export class VirtualMapRun {
  readonly #around: Surroundings;
  readonly #sizes: readonly number[];
  /** When each environment that has nothing to do was given back; the latest last. */
  readonly #idleSince: number[] = [];
  #limit: number;
  #running = 0;
  #next = 0;

  /** @param sizes items of each unit */
  constructor(around: Surroundings, sizes: readonly number[], limit: number) {
    this.#around = around;
    this.#sizes = sizes;
    this.#limit = limit;
  }

  /** Starts what may run; again and again as children end. */
  start(): void {
    while (this.#running < this.#limit) {
      const items = this.#sizes[this.#next];
      if (items === undefined) return;
      this.#running += 1;
      this.#around.timeline.begin(this.#runChild(this.#next++, items));
    }
  }

  /** UpdateMapRun. Children above a lower limit run on. */
  update(limit: number): void {
    this.#limit = limit;
    this.start();
  }

  *#runChild(unit: number, items: number): Steps {
    const { timeline, chance } = this.#around;
    const cold = !this.#takeEnvironment();
    yield draw(chance, cold ? spans.coldStart : spans.warmStart);
    yield* runUnit(this.#around, { unit, items, cold });
    yield draw(chance, spans.answer);
    this.#idleSince.push(timeline.nowMs);
    this.#running -= 1;
    this.start();
  }

  /** False if there is none: one has to be started. */
  #takeEnvironment(): boolean {
    const since = this.#idleSince.pop();
    return since !== undefined && this.#around.timeline.nowMs - since < idleMs;
  }
}
