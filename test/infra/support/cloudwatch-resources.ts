import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { plain, showResource } from './pipeline-template.ts';

const dimension = z.object({ Name: z.string(), Value: z.union([z.string(), z.object({ Ref: z.string() })]) });

const alarm = z.looseObject({
  Threshold: z.number(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Dimensions: z.array(dimension).optional(),
  Metrics: z
    .array(
      z.object({
        Expression: z.string().optional(),
        MetricStat: z.object({ Metric: z.object({ MetricName: z.string() }) }).optional(),
      }),
    )
    .optional(),
});

/** Properties of a template's alarms, by their ids without hash. */
export function alarmProperties(template: Template): Map<string, Partial<z.infer<typeof alarm>>> {
  const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
  return new Map(alarms.map(([id, { Properties }]) => [plain(id), alarm.parse(Properties)]));
}

const widget = z.object({
  type: z.string(),
  x: z.int(),
  width: z.int(),
  properties: z.object({
    metrics: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())).optional(),
    alarms: z.array(z.string()).optional(),
    annotations: z.object({ horizontal: z.array(z.object({ value: z.number() })) }).optional(),
  }),
});

/** Name and body of a template's only dashboard, references in them as `<LogicalId>`. */
export function dashboardBody(template: Template) {
  const [resource] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = z.object({ widgets: z.array(widget) });
  return {
    name: showResource(resource?.Properties.DashboardName),
    body: body.parse(JSON.parse(showResource(resource?.Properties.DashboardBody))),
  };
}
