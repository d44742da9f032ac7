import type { LinePosition } from '../store/append-file.ts';
import type { ChildStatus } from './counts.ts';

/** The first one is for numbers between others whose children never started, or of which nothing is known any more. */
const STATUSES = [
  undefined,
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
] as const;

/** Status of a child that was started. */
export type StartedStatus = 'RUNNING' | 'PENDING_REDRIVE' | ChildStatus;

/**
 * Where every started child of a Map Run is: its status, the positions of its record and history, and its place in the
 * order of starts. Typed arrays, 33 bytes per child, so that 100,000 of them are 3.3 MB.
 */
export class ChildIndex {
  #statuses = new Uint8Array(64);
  #recordOffsets = new Float64Array(64);
  #recordLengths = new Uint32Array(64);
  #historyOffsets = new Float64Array(64);
  #historyLengths = new Uint32Array(64);
  #size = 0;
  /** Numbers of children as they started; one that started again is in it twice, and its last place counts. */
  #starts = new Uint32Array(64);
  #places = new Uint32Array(64);
  #startCount = 0;

  /** How many starts there were; each is a place, from 0, in the order of starts. */
  get starts(): number {
    return this.#startCount;
  }

  /** @param fromTheBeginning false for a child that goes on where it stood, which keeps its place among the others */
  started(sequence: number, fromTheBeginning: boolean): void {
    this.#grow(sequence);
    this.set(sequence, 'RUNNING');
    if (fromTheBeginning) this.takePlace(sequence);
  }

  /** Puts a child at the end of the order of starts. */
  takePlace(sequence: number): void {
    if (this.#startCount === this.#starts.length) {
      this.#starts = enlarge(this.#starts, new Uint32Array(this.#starts.length * 2));
    }
    this.#starts[this.#startCount] = sequence;
    this.#places[sequence] = this.#startCount;
    this.#startCount += 1;
  }

  /** The child that started at a place; undefined when it has started again since. */
  startedAt(place: number): number | undefined {
    const sequence = this.#starts[place];
    return sequence !== undefined && this.#places[sequence] === place ? sequence : undefined;
  }

  /** Changes the status of a child whose record stays as it is. */
  set(sequence: number, status: StartedStatus): void {
    this.#statuses[sequence] = STATUSES.indexOf(status);
  }

  ended(sequence: number, status: ChildStatus, record: LinePosition): void {
    this.#grow(sequence);
    this.set(sequence, status);
    this.#recordOffsets[sequence] = record.offset;
    this.#recordLengths[sequence] = record.length;
  }

  historyWritten(sequence: number, history: LinePosition): void {
    this.#grow(sequence);
    this.#historyOffsets[sequence] = history.offset;
    this.#historyLengths[sequence] = history.length;
  }

  /** undefined for a number that was never started. */
  status(sequence: number): StartedStatus | undefined {
    return sequence < this.#size ? STATUSES[this.#statuses[sequence] ?? 0] : undefined;
  }

  /** Of its last end; undefined when it has not ended yet. */
  record(sequence: number): LinePosition | undefined {
    return position(this.#recordOffsets[sequence], this.#recordLengths[sequence]);
  }

  history(sequence: number): LinePosition | undefined {
    return position(this.#historyOffsets[sequence], this.#historyLengths[sequence]);
  }

  #grow(sequence: number): void {
    this.#size = Math.max(this.#size, sequence + 1);
    const capacity = this.#statuses.length;
    if (sequence < capacity) return;
    const wanted = Math.max(capacity * 2, sequence + 1);
    this.#statuses = enlarge(this.#statuses, new Uint8Array(wanted));
    this.#recordOffsets = enlarge(this.#recordOffsets, new Float64Array(wanted));
    this.#recordLengths = enlarge(this.#recordLengths, new Uint32Array(wanted));
    this.#historyOffsets = enlarge(this.#historyOffsets, new Float64Array(wanted));
    this.#historyLengths = enlarge(this.#historyLengths, new Uint32Array(wanted));
    this.#places = enlarge(this.#places, new Uint32Array(wanted));
  }
}

function enlarge<T extends Uint8Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** A record is never empty, so a length of 0 means that there is none. */
function position(offset: number | undefined, length: number | undefined): LinePosition | undefined {
  return offset === undefined || length === undefined || length === 0 ? undefined : { offset, length };
}
