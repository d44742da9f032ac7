import { type Frame, frameType } from '../../../core/item-frames/frame.ts';
import { describeError } from '../../../core/item-frames/messages.ts';
import type { Task } from '../../../core/task/task.ts';
import { describeIssues, InvalidRow } from './collect-rows.ts';
import type { ParentPipe } from './parent-pipe.ts';

/** Folds rows into one, in the item process. */
export class RowFolder {
  readonly #task: Task;
  readonly #pipe: ParentPipe;
  #folded: Promise<unknown>;

  constructor(task: Task, pipe: ParentPipe) {
    this.#task = task;
    this.#pipe = pipe;
    // A copy: a `combine` that changes its left side must not change what the next unit begins with.
    this.#folded = Promise.resolve(structuredClone(task.fold?.zero));
  }

  /** Takes the next rows, or gives back the result. */
  take(frame: Frame): void {
    this.#folded = this.#folded.then((folded) => this.#step(folded, frame));
    this.#folded.catch((error) => {
      this.#pipe.send({
        type: frameType.failed,
        payload: Buffer.from(JSON.stringify(describeError('thrown', error))),
      });
    });
  }

  async #step(folded: unknown, frame: Frame): Promise<unknown> {
    if (frame.type === frameType.unfold) {
      const line = await this.#write(folded, frame.attempts === 1);
      this.#pipe.send({ type: frameType.folded, payload: Buffer.from(`${line}\n`) });
      return folded;
    }
    let next = folded;
    for (const line of frame.payload.toString().split('\n')) {
      if (line !== '') next = await this.#task.fold?.combine(next, JSON.parse(line));
    }
    this.#pipe.send({ type: frameType.folded });
    return next;
  }

  async #write(folded: unknown, finish: boolean): Promise<string> {
    if (finish) return toLine(this.#task.fold?.finish ? await this.#task.fold.finish(folded) : folded);
    // What is combined on is a row like any other.
    const checked = await this.#task.output['~standard'].validate(folded);
    if (checked.issues) throw new InvalidRow(`the combined row: ${describeIssues(checked.issues)}`);
    return toLine(checked.value);
  }
}

function toLine(value: unknown): string {
  const line = JSON.stringify(value);
  if (line === undefined) throw new InvalidRow(`the folded row is ${typeof value}, which JSON can't hold`);
  return line;
}
