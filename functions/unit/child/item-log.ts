import { AsyncLocalStorage } from 'node:async_hooks';
import { type LogFields, writeLogLine } from '../../logging/json-console.ts';

/** Which attempt at which item logs. */
interface LoggedAttempt {
  /** Its index in the run's source. */
  readonly item: number;
  readonly attempt: number;
}

/** Knows what an item process runs, so that every line of its log can say so. */
export class ItemLog {
  #unit: LogFields = {};
  #alone: LoggedAttempt | undefined;
  #sideBySide: AsyncLocalStorage<LoggedAttempt> | undefined;

  /** Begins with the items of a unit. */
  openUnit({ runId, unit, itemConcurrency }: { runId: string; unit: number; itemConcurrency: number }): void {
    this.#unit = { run: runId, unit };
    this.#alone = undefined;
    // It takes some 3 µs of each item: only where several run at once.
    this.#sideBySide = itemConcurrency > 1 ? new AsyncLocalStorage() : undefined;
  }

  /** Fields of a line that is logged now. */
  get fields(): LogFields {
    return { ...this.#unit, ...(this.#sideBySide?.getStore() ?? this.#alone) };
  }

  /** Runs an attempt, whose lines say that they are its own. */
  during<Result>(attempt: LoggedAttempt, work: () => Result): Result {
    if (this.#sideBySide !== undefined) return this.#sideBySide.run(attempt, work);
    this.#alone = attempt;
    return work();
  }

  /** Writes a line of a task's own. Its fields don't hide which run, unit, item and attempt it is of. */
  write(message: string, attempt: LoggedAttempt, fields: LogFields = {}): void {
    writeLogLine('INFO', message, { ...fields, ...this.#unit, ...attempt });
  }
}
