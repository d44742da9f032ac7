import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import { metricCatalog, metricDimensions, metricNamespace } from '../../core/metrics/catalog.ts';
import { alarmProperties } from '../infra/support/cloudwatch-resources.ts';
import { codesIn, readTable } from '../infra/support/markdown-table.ts';
import { createPipelineStack } from '../infra/support/pipeline-template.ts';
import { createTaskFolder, taskSource } from '../infra/support/task-folder.ts';
import { root } from './pages.ts';

const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
const folder = createTaskFolder();
afterAll(() => folder[Symbol.dispose]());

test('the table of metrics says of each what the code declares, and of no other', () => {
  const told = readTable(page, 'Metrics').map((row) => [
    codesIn(row.get('metric'))[0],
    { unit: row.get('unit'), emitters: codesIn(row.get('written by')) },
  ]);
  expect(told).toEqual(Object.entries(metricCatalog));
  expect(page).toContain(`Namespace \`${metricNamespace}\``);
  const [, dimensions = ''] = /dimensions, always both: ([^.]*)/.exec(page) ?? [];
  expect(codesIn(dimensions).filter((code) => !code.includes('/'))).toEqual([...metricDimensions]);
});

test('the table of alarms has those that the construct makes, with their thresholds, and the costs count them', () => {
  const task = folder.write('task.ts', taskSource());
  const { stack, pipeline } = createPipelineStack(folder, { task });
  const rows = readTable(page, 'Alarms');
  const told = rows.map((row) => codesIn(row.get('alarm'))[0]);
  expect(told).toEqual(pipeline.alarms.map(({ node }) => node.id));
  const alarms = alarmProperties(Template.fromStack(stack));
  const thresholdOf = (name: string) => {
    const row = rows.find((each) => codesIn(each.get('alarm'))[0] === name);
    return Number(/\d+(?= (?:%|minutes|of))/.exec(row?.get('threshold') ?? '')?.[0]);
  };
  const made = (name: string) => alarms.get(`DoubleAlarms${name}`)?.Threshold ?? Number.NaN;
  expect(thresholdOf('FailureRate')).toBe(made('FailureRate'));
  expect(thresholdOf('OldestRunningUnit') * 60).toBe(made('OldestRunningUnit'));
  expect(thresholdOf('OpenMapRuns')).toBe(made('OpenMapRuns'));

  const metrics = Object.keys(metricCatalog).length;
  const watched = [...alarms.values()].reduce(
    (all, { Metrics = [] }) => all + (Metrics.filter(({ MetricStat }) => MetricStat).length || 1),
    0,
  );
  const costs = readTable(page, 'What they cost').map((row) => row.get('of one pipeline'));
  expect(costs[0]).toContain(`${metrics}: $${(metrics * 0.3).toFixed(2)} if it runs around the clock`);
  expect(costs[0]).toContain(`$${((metrics * 0.3) / 24).toFixed(2)} if it runs an hour a day`);
  expect(costs[1]).toBe(`${watched} metrics in ${alarms.size} alarms: $${(watched * 0.1).toFixed(2)}`);
});
