import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runId } from '../../../core/contracts/execution-input.ts';
import { datasetKeys, datasetObjectKey, padUnit, runKeys } from '../../../core/contracts/keys.ts';

test('numbers in keys sort as text, up to ten million units', () => {
  const unit = fc.nat({ max: 10_000_000 });
  fc.assert(
    fc.property(unit, unit, (a, b) => {
      expect(padUnit(a) < padUnit(b)).toBe(a < b);
    }),
  );
});

test('no two objects of a run share a key, and all are below its prefix', () => {
  const keys = runKeys('run');
  const all = [
    keys.plan,
    keys.units,
    keys.pendingUnits(1),
    keys.pendingUnits(2),
    keys.items(0, 'jsonl'),
    keys.items(1, 'csv'),
    keys.output(1, 1),
    keys.output(1, 2),
    keys.output(11, 1),
    keys.unitFailures(1, 1),
    keys.failures,
    keys.report,
    keys.map,
  ];

  expect(new Set(all).size).toBe(all.length);
  for (const key of all) expect(key.startsWith(keys.prefix)).toBe(true);
});

test('generations of a data set lie side by side, with one pointer', () => {
  const [first, second] = [datasetKeys('task', 'run', 1), datasetKeys('task', 'run', 2)];

  expect(datasetObjectKey(first.prefix, 'jsonl', 0, false)).toBe('datasets/task/run/1/data.jsonl');
  expect(datasetObjectKey(first.prefix, 'csv.gz', 1, true)).toBe('datasets/task/run/1/data-00002.csv.gz');
  expect(second.manifest).toBe('datasets/task/run/2/manifest.json');
  expect(first.latest).toBe(second.latest);
});

test('a run id stands in a key and in the name of an execution', () => {
  for (const id of ['a', '2024-01-01_flights', 'x'.repeat(60)])
    expect(runId.safeParse(id).success).toBe(true);
  for (const id of ['', '-a', '_a', 'a/b', '..', 'a b', 'ä', 'x'.repeat(61), 'a\n'])
    expect(runId.safeParse(id).success, id).toBe(false);
});
