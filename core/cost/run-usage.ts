/** What a run used, as far as its receipts and its times tell. */
export interface RunUsage {
  architecture: 'arm64' | 'x86_64';
  units: {
    /** Invocations of the unit function. */
    invocations: number;
    /** Billed time of those that led to a receipt, init included. */
    billedMs: number;
    memoryMb: number;
    /** Child workflows by type: one for each unit that was begun. */
    standardChildren: number;
    /** Invocations beyond the first of a unit: each entered a state of its child again. */
    repeated: number;
    expressChildren: number;
    /** Durations of EXPRESS children, each rounded up to 100 ms. */
    expressMs: number;
    /** Outputs and failure objects written. */
    objects: number;
    /** Bytes of the units' rows in the ledger. */
    rowBytes: number;
    /** Times that a unit told the ledger how far it was. */
    heartbeats: number;
  };
  /** From the start of the execution to its end. */
  wallMs: number;
  /** Steps of the merge, merge Lambdas in all of them, and the milliseconds that these took together. */
  merge: { steps: number; jobs: number; jobsMs: number };
  /** Objects that the source is made of, and those of the data set with their bytes. */
  sourceObjects: number;
  dataset: { objects: number; bytes: number };
}

/** A run that did nothing yet. */
export function noUsage(): RunUsage {
  return {
    architecture: 'arm64',
    units: {
      invocations: 0,
      billedMs: 0,
      memoryMb: 512,
      standardChildren: 0,
      repeated: 0,
      expressChildren: 0,
      expressMs: 0,
      objects: 0,
      rowBytes: 0,
      heartbeats: 0,
    },
    wallMs: 0,
    merge: { steps: 0, jobs: 0, jobsMs: 0 },
    sourceObjects: 0,
    dataset: { objects: 0, bytes: 0 },
  };
}
