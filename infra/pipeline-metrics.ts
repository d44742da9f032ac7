import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type MetricDimensions, type MetricName, metricNamespace } from '../core/metrics/catalog.ts';

/** Characters of a dimension's value; CloudWatch takes 1,024. */
const longestName = 255;

/**
 * What metrics call a pipeline, their dimension `Pipeline`: the construct's path, as `Flights/FlightDelays`. Of a long one its end;
 * what isn't ASCII, which a dimension must be, is a dash.
 */
export function pipelineName({ node: { path } }: Construct): string {
  return path.replaceAll(/[^\x21-\x7e]/g, '-').slice(-longestName);
}

/** One of fanfold's own metrics of a pipeline. Without a unit: CloudWatch would look for values of that unit alone. */
export function pipelineMetric(
  name: MetricName,
  dimensions: MetricDimensions,
  options: MetricOptions,
): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName: name,
    dimensionsMap: { ...dimensions },
    ...options,
  });
}

/**
 * Map runs that are open in the account and region, of whatever state machine; approximate. 1,000 may be open at once, the next ones
 * wait (https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html, Map Run Metrics).
 */
export function openMapRunsMetric(options: MetricOptions): Metric {
  return new Metric({ namespace: 'AWS/States', metricName: 'ApproximateOpenMapRunCount', ...options });
}
