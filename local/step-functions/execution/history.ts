import { z } from 'zod';
import { MAX_HISTORY_EVENTS } from '../limits.ts';
import { StatesError } from './states-error.ts';

const detailsSchema = z.record(z.string(), z.record(z.string(), z.json()));
/** The event's own field and its content, such as `{ taskFailedEventDetails: { … } }`. */
export type EventDetails = z.infer<typeof detailsSchema>;

const eventSchema = z.strictObject({
  /** Milliseconds since the epoch; GetExecutionHistory has seconds. */
  timestamp: z.number(),
  type: z.string(),
  id: z.number(),
  previousEventId: z.number(),
  details: detailsSchema.optional(),
});
/** One event of a history. */
export type HistoryEvent = z.infer<typeof eventSchema>;

/** A history as it is kept on disk. */
export const historySchema = z.array(eventSchema);

/** Where events of one execution go. */
export interface Recorder {
  /** Id of the last event; 0 when there is none. */
  readonly lastEventId: number;
  /** Adds an event and returns its id. `details` is only called when events are kept. */
  add(type: string, previousEventId: number, details?: () => EventDetails): number;
}

/** Keeps every event: STANDARD executions. Fails the execution when its history is full. */
export class HistoryRecorder implements Recorder {
  readonly events: HistoryEvent[];
  readonly #now: () => number;
  readonly #onEvent: () => void;

  /**
   * @param events those of earlier attempts, which a redrive goes on from
   * @param onEvent called after each new event
   */
  constructor(now: () => number, events: HistoryEvent[] = [], onEvent: () => void = () => {}) {
    this.#now = now;
    this.events = events;
    this.#onEvent = onEvent;
  }

  get lastEventId(): number {
    return this.events.length;
  }

  add(type: string, previousEventId: number, details?: () => EventDetails): number {
    const id = this.events.length + 1;
    // The last event has to be the one that says how the execution ended.
    if (id >= MAX_HISTORY_EVENTS && !type.startsWith('Execution')) {
      const cause = `The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`;
      throw new StatesError('States.Runtime', cause);
    }
    const event: HistoryEvent = { timestamp: this.#now(), type, id, previousEventId };
    if (details !== undefined) event.details = details();
    this.events.push(event);
    this.#onEvent();
    return id;
  }
}

/** Keeps nothing but counts, since errors name event ids: EXPRESS executions have no history. */
export class CountingRecorder implements Recorder {
  #count = 0;

  get lastEventId(): number {
    return this.#count;
  }

  add(): number {
    this.#count += 1;
    return this.#count;
  }
}
