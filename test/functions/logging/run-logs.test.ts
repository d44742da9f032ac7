import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunReport } from '../../../core/contracts/report.ts';
import { metricCatalog } from '../../../core/metrics/catalog.ts';
import { openPipeline } from '../report/open-pipeline.ts';
import { type LogLine, readLogLines } from './read-log-lines.ts';

const runId = 'chatty-1';
const word = 'confidential';

let pipeline: Awaited<ReturnType<typeof openPipeline>>;
let report: RunReport;
let lines: LogLine[];

beforeAll(async () => {
  pipeline = await openPipeline(join(import.meta.dirname, 'tasks/chatty.ts'));
  const items = Array.from({ length: 9 }, (_, n) => ({ n, word }));
  report = await pipeline.report(items, { runId, unitItems: 2, toleratedFailureCount: 2, retries: 0 });
  lines = readLogLines(pipeline.logsDirectory);
}, 180_000);
afterAll(() => pipeline.close());

const isPlatform = ({ fields }: LogLine) => String(fields.type ?? '').startsWith('platform.');
const ofFunctions = () => lines.filter((line) => !isPlatform(line));
const said = (message: string) =>
  lines.filter(({ fields }) => typeof fields.message === 'string' && fields.message.startsWith(message));

test('every line of every function is one of JSON, and says of which run it is', () => {
  const functions = new Set(lines.map(({ of }) => of));
  expect([...functions].sort()).toEqual(['Govern', 'Plan', 'PlanMerge', 'Report', 'Seal', 'Unit']);
  for (const { text, fields } of ofFunctions()) expect(fields.run, text).toBe(runId);
});

test('lines of units say which unit and attempt they are of, lines of a task which item', () => {
  const ofUnits = ofFunctions().filter(({ of }) => of === 'Unit');
  for (const { text, fields } of ofUnits) {
    expect(fields.unit, text).toEqual(expect.any(Number));
    expect(fields.attempt, text).toEqual(expect.any(Number));
  }
  const ways = ['by its context', 'by console.log { n: ', 'Error: by console.error', "{ by: 'console.dir' }"];
  for (const way of ways) {
    const items = said(way).map(({ fields }) => fields.item);
    expect([...new Set(items)].toSorted(), way).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  }
  const units = new Map(said('after a pause').map(({ fields }) => [fields.item, fields.unit]));
  const inOrder = [0, 1, 2, 3, 6, 7, 8].map((item) => units.get(item));
  expect(inOrder).toEqual(inOrder.toSorted());
  expect([...new Set(inOrder)]).toEqual([0, 1, 2, 3, 4]);
  expect(said('after a pause').map(({ fields }) => fields.item)).toHaveLength(7);
  expect(said('what JSON cannot say')[0]?.fields).toMatchObject({ big: '12n' });
  expect(said('by stderr')).toMatchObject([{ fields: { level: 'ERROR', unit: units.get(3) } }]);
});

test('nothing of an item is logged that its task does not log', () => {
  expect(lines.filter(({ text }) => text.includes(word))).toEqual([]);
});

test('the metrics of a run add up to what its report says', () => {
  const metrics = lines.filter(({ fields }) => fields._aws !== undefined);
  const sum = (name: string) => metrics.reduce((all, { fields }) => all + Number(fields[name] ?? 0), 0);
  const { items, units } = report;
  expect({ items, units: units.total }).toMatchObject({ items: { succeeded: 7, failed: 2 }, units: 5 });
  expect({
    RunsStarted: sum('RunsStarted'),
    RunsSucceeded: sum('RunsSucceeded'),
    RunsFailed: sum('RunsFailed'),
    ItemsSucceeded: sum('ItemsSucceeded'),
    ItemsFailed: sum('ItemsFailed'),
    UnitsCommitted: sum('UnitsCommitted'),
    ColdStarts: sum('ColdStarts'),
    Throttles: sum('Throttles'),
  }).toEqual({
    RunsStarted: 1,
    RunsSucceeded: 1,
    RunsFailed: 0,
    ItemsSucceeded: items.succeeded,
    ItemsFailed: items.failed,
    UnitsCommitted: units.total,
    ColdStarts: new Set(lines.filter(({ of }) => of === 'Unit').map(({ stream }) => stream)).size,
    Throttles: 0,
  });
  const sealed = metrics.find(({ of }) => of === 'Seal');
  expect(sealed?.fields.FailureRate).toBeCloseTo((2 / 9) * 100);
  const durations = metrics.flatMap(({ fields }) => fields.UnitDuration ?? []);
  expect(Math.max(...durations.map(Number))).toBeCloseTo(report.timing.units?.max ?? 0);
});

test('each metric is written by the functions that the catalogue names, once for a unit and never for an item', () => {
  const metrics = lines.filter(({ fields }) => fields._aws !== undefined);
  for (const [name, { emitters }] of Object.entries(metricCatalog)) {
    const writers = new Set(metrics.filter(({ fields }) => fields[name] !== undefined).map(({ of }) => of));
    const possible = emitters.filter((emitter) => emitter !== 'Report');
    expect([...writers].sort(), name).toEqual([...possible].sort());
  }
  expect(metrics.filter(({ of }) => of === 'Unit')).toHaveLength(report.units.total);
});
