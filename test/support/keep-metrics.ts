import type { MetricSubject, MetricsRecorder, MetricValues } from '../../core/metrics/catalog.ts';

/** Keeps what is taken down, in order. */
export interface KeptMetrics extends MetricsRecorder {
  readonly kept: { values: MetricValues; about: MetricSubject }[];
}

/** Makes a recorder that only keeps what it is given. */
export function keepMetrics(): KeptMetrics {
  const kept: KeptMetrics['kept'] = [];
  return {
    kept,
    record: (values, about) => {
      kept.push({ values, about });
    },
  };
}
