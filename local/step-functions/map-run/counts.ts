/** How many items, or child executions, of a Map Run are where; DescribeMapRun's fields. */
export interface Counts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
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
export function total({ pending, running, succeeded, failed, timedOut, aborted }: Counts): number {
  return pending + running + succeeded + failed + timedOut + aborted;
}

/** Counts of a run that has found nothing yet. */
export function zeroCounts(): Counts {
  return { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, resultsWritten: 0 };
}
