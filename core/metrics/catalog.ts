/** Namespace of fanfold's own metrics in CloudWatch. */
export const metricNamespace = 'Fanfold';

/**
 * Dimensions of every metric, always both: each metric is one time series for each pipeline, and billed once for it. A run's id is
 * none, as each run would be billed like a pipeline; it stands beside the values in the log.
 */
export const metricDimensions = ['Pipeline', 'Task'] as const;

/** Values of the dimensions. */
export type MetricDimensions = Readonly<Record<(typeof metricDimensions)[number], string>>;

/** One metric: what it is counted in, and the functions that write it. */
export interface MetricKind {
  /** As CloudWatch calls it. */
  readonly unit: 'Count' | 'Milliseconds' | 'Percent' | 'Seconds';
  /** Functions that write it. */
  readonly emitters: readonly ('Govern' | 'Plan' | 'Report' | 'Seal' | 'Unit')[];
}

/** Every metric that fanfold writes; `docs/metrics.md` says what each means. */
export const metricCatalog = {
  RunsStarted: { unit: 'Count', emitters: ['Plan'] },
  RunsSucceeded: { unit: 'Count', emitters: ['Seal'] },
  RunsFailed: { unit: 'Count', emitters: ['Seal', 'Report'] },
  ItemsSucceeded: { unit: 'Count', emitters: ['Unit'] },
  ItemsFailed: { unit: 'Count', emitters: ['Unit'] },
  FailureRate: { unit: 'Percent', emitters: ['Govern', 'Seal'] },
  UnitsCommitted: { unit: 'Count', emitters: ['Unit'] },
  UnitDuration: { unit: 'Milliseconds', emitters: ['Unit'] },
  ColdStarts: { unit: 'Count', emitters: ['Unit'] },
  Throttles: { unit: 'Count', emitters: ['Unit'] },
  UnitsRunning: { unit: 'Count', emitters: ['Govern'] },
  ConcurrencyLimit: { unit: 'Count', emitters: ['Govern'] },
  OldestRunningUnitAge: { unit: 'Seconds', emitters: ['Govern'] },
} as const satisfies Record<string, MetricKind>;

/** Name of a metric of fanfold's own. */
export type MetricName = keyof typeof metricCatalog;

/** Values of metrics at one moment. */
export type MetricValues = Partial<Record<MetricName, number>>;

/** What a line of metrics is about, for searches of the log; no part of any dimension. */
export interface MetricSubject {
  readonly run: string;
  readonly unit?: number;
  readonly attempt?: number;
}

/** Takes down values of metrics. */
export interface MetricsRecorder {
  /** Writes one line with all values given; none if there is no value. */
  record(values: MetricValues, about: MetricSubject): void;
}
