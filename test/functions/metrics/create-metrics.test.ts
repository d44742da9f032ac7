import { afterEach, expect, test, vi } from 'vitest';
import { metricCatalog } from '../../../core/metrics/catalog.ts';
import { createMetrics } from '../../../functions/metrics/create-metrics.ts';

const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
afterEach(() => {
  written.mockClear();
  vi.unstubAllEnvs();
});

const lines = (): unknown[] => written.mock.calls.map(([text]) => JSON.parse(String(text)));
const open = () =>
  createMetrics({ FANFOLD_PIPELINE: 'Flights/FlightDelays', FANFOLD_TASK: { name: 'delays' } });

test('values become one line in the embedded metric format, by pipeline and task, with the run beside them', () => {
  open().record({ ItemsSucceeded: 9, ItemsFailed: 0, UnitDuration: 12.5 }, { run: 'r', unit: 3, attempt: 1 });
  expect(lines()).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Fanfold',
            Dimensions: [['Pipeline', 'Task']],
            Metrics: [
              { Name: 'ItemsSucceeded', Unit: 'Count' },
              { Name: 'ItemsFailed', Unit: 'Count' },
              { Name: 'UnitDuration', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Pipeline: 'Flights/FlightDelays',
      Task: 'delays',
      run: 'r',
      unit: 3,
      attempt: 1,
      ItemsSucceeded: 9,
      ItemsFailed: 0,
      UnitDuration: 12.5,
    },
  ]);
});

test('nothing of one line is in the next', () => {
  const metrics = open();
  metrics.record({ ColdStarts: 1 }, { run: 'first', unit: 0 });
  metrics.record({ RunsStarted: 1 }, { run: 'second' });
  expect(lines()[1]).toEqual({
    _aws: expect.anything(),
    Pipeline: 'Flights/FlightDelays',
    Task: 'delays',
    run: 'second',
    RunsStarted: 1,
  });
});

test('without a value nothing is written, nor without a pipeline', () => {
  open().record({}, { run: 'r' });
  createMetrics({ FANFOLD_TASK: { name: 'delays' } }).record({ RunsStarted: 1 }, { run: 'r' });
  expect(written).not.toHaveBeenCalled();
});

test('every metric is one that CloudWatch takes, in one line if need be', () => {
  const all = Object.fromEntries(Object.keys(metricCatalog).map((name) => [name, 1]));
  open().record(all, { run: 'r' });
  expect(lines()).toMatchObject([all]);
});

test('Powertools turns them off by its own variable', () => {
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  open().record({ RunsStarted: 1 }, { run: 'r' });
  expect(written).not.toHaveBeenCalled();
});
