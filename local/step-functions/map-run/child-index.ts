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
 * Where every started child of a Map Run is: its status and the positions of its record and history. Typed arrays,
 * 25 bytes per child, so that 100,000 of them are 2.5 MB.
 */
export class ChildIndex {
  #statuses = new Uint8Array(64);
  #recordOffsets = new Float64Array(64);
  #recordLengths = new Uint32Array(64);
  #historyOffsets = new Float64Array(64);
  #historyLengths = new Uint32Array(64);
  #size = 0;

  /** One more than the highest number of a child that was started; they are numbered from 0. */
  get size(): number {
    return this.#size;
  }

  started(sequence: number): void {
    this.#grow(sequence);
    this.set(sequence, 'RUNNING');
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
