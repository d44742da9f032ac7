/** How many items, or child executions, of a Map Run are where; DescribeMapRun's fields. */
export interface Counts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  /** Unsuccessful ones that wait to be redriven. */
  pendingRedrive: number;
  /** Unsuccessful ones that a redrive can't run again; they are in failed, timedOut or aborted too. */
  failuresNotRedrivable: number;
  resultsWritten: number;
}

/** How a child may end. */
export type ChildStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

const FIELDS = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const satisfies Record<ChildStatus, keyof Counts>;

/** Counts of both kinds, kept together: a child counts once as execution, and with all its items. */
export class MapRunCounts {
  readonly items: Counts;
  readonly executions: Counts;

  constructor(items: Counts = zeroCounts(), executions: Counts = zeroCounts()) {
    this.items = items;
    this.executions = executions;
  }

  found(items: number): void {
    this.items.pending += items;
    this.executions.pending += 1;
  }

  started(items: number): void {
    this.#move('pending', 'running', items);
  }

  ended(items: number, status: ChildStatus): void {
    this.#move('running', FIELDS[status], items);
  }

  /** A redrive begins: what never started is counted again as it is found again, and no result is written yet. */
  begunAgain(): void {
    for (const counts of [this.items, this.executions]) {
      Object.assign(counts, { pending: 0, resultsWritten: 0, failuresNotRedrivable: 0 });
    }
  }

  awaitsRedrive(items: number, status: ChildStatus): void {
    this.#move(FIELDS[status], 'pendingRedrive', items);
  }

  redriven(items: number): void {
    this.#move('pendingRedrive', 'running', items);
  }

  /** The run has ended before the child's redrive. */
  leftAsItWas(items: number, status: ChildStatus): void {
    this.#move('pendingRedrive', FIELDS[status], items);
  }

  notRedrivable(items: number): void {
    this.items.failuresNotRedrivable += items;
    this.executions.failuresNotRedrivable += 1;
  }

  /** Everything counts as written after the export, what never started included. */
  allWritten(): void {
    this.items.resultsWritten = total(this.items);
    this.executions.resultsWritten = total(this.executions);
  }

  #move(from: keyof Counts, to: keyof Counts, items: number): void {
    this.items[from] -= items;
    this.items[to] += items;
    this.executions[from] -= 1;
    this.executions[to] += 1;
  }
}

/** All of them, wherever they are. */
export function total(counts: Counts): number {
  const { pending, running, succeeded, failed, timedOut, aborted, pendingRedrive } = counts;
  return pending + running + succeeded + failed + timedOut + aborted + pendingRedrive;
}

/** Counts of a run that has found nothing yet. */
export function zeroCounts(): Counts {
  return {
    pending: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    aborted: 0,
    pendingRedrive: 0,
    failuresNotRedrivable: 0,
    resultsWritten: 0,
  };
}
