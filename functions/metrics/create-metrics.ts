import { Metrics } from '@aws-lambda-powertools/metrics';
import type { FunctionEnvironment } from '../../core/contracts/function-environment.ts';
import {
  type MetricDimensions,
  type MetricsRecorder,
  metricCatalog,
  metricNamespace,
} from '../../core/metrics/catalog.ts';

/** A function that isn't part of a pipeline has nobody who looks at its metrics. */
const nowhere: MetricsRecorder = { record: () => {} };

/**
 * Makes what writes a function's metrics to its log, in CloudWatch's embedded metric format: CloudWatch reads them off there, so writing
 * them takes no request, no right and no waiting. Without `FANFOLD_PIPELINE` it writes none.
 */
export function createMetrics({ FANFOLD_PIPELINE, FANFOLD_TASK }: MetricEnvironment): MetricsRecorder {
  if (FANFOLD_PIPELINE === undefined) return nowhere;
  return recordTo(openMetrics({ Pipeline: FANFOLD_PIPELINE, Task: FANFOLD_TASK.name }));
}

type MetricEnvironment = Pick<FunctionEnvironment, 'FANFOLD_PIPELINE'> & {
  FANFOLD_TASK: Pick<FunctionEnvironment['FANFOLD_TASK'], 'name'>;
};

function openMetrics(dimensions: MetricDimensions): Metrics {
  const metrics = new Metrics({ namespace: metricNamespace });
  // Powertools adds a dimension `service` of its own.
  metrics.clearDefaultDimensions();
  return metrics.setDefaultDimensions({ ...dimensions });
}

function recordTo(metrics: Metrics): MetricsRecorder {
  return {
    record(values: Readonly<Record<string, number | undefined>>, about) {
      for (const [name, { unit }] of Object.entries(metricCatalog)) {
        const value = values[name];
        if (value !== undefined) metrics.addMetric(name, unit, value);
      }
      if (!metrics.hasStoredMetrics()) return;
      for (const [name, value] of Object.entries(about)) metrics.addMetadata(name, value);
      metrics.publishStoredMetrics();
    },
  };
}
