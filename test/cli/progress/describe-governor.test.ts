import { expect, test } from 'vitest';
import { describeGovernor } from '../../../cli/progress/describe-governor.ts';
import { describeProgress } from '../../../cli/progress/describe-progress.ts';
import type { GovernAct } from '../../../core/contracts/govern.ts';

const moved: GovernAct = {
  kind: 'limit',
  at: 1,
  from: 24,
  to: 40,
  reason: { code: 'throughput-grew', figures: {}, text: 'throughput grew 12 % → +16' },
};

test.each([
  ['nothing while all may run', { limit: 100, maxConcurrency: 100 }, []],
  ['a limit below the maximum', { limit: 40, maxConcurrency: 1_000 }, ['limit 40']],
  ['a limit that moved, and why', { limit: 40, act: moved }, ['limit 40', 'throughput grew 12 % → +16']],
  [
    'a backup copy',
    { limit: 100, act: { kind: 'backup', at: 1, unit: 3, ranMs: 40_000, medianMs: 9_000 } as const },
    ['limit 100', 'unit 3 got a backup copy after 40 s, the median is 9 s'],
  ],
  [
    'a lost unit',
    { limit: 100, act: { kind: 'rescue', at: 1, unit: 3, silentMs: 30_000 } as const },
    ['limit 100', 'unit 3 was started anew, silent for 30 s'],
  ],
])('tells %s', (_, governor, facts) => {
  expect(describeGovernor({ maxConcurrency: 100, ...governor })).toEqual(facts);
});

test('stands behind all other facts; a run that is being ended says so instead', () => {
  const progress = {
    phase: 'running' as const,
    items: { total: 100, done: 50, failed: 0 },
    units: { total: 10, committed: 4, running: 2 },
    rows: 50,
    governor: { limit: 40, maxConcurrency: 100, act: moved },
  };
  const unknown = { perSecond: undefined, remainingMs: undefined };
  expect(describeProgress(progress, unknown).facts).toEqual([
    '50 of 100 items',
    '2 units running',
    'limit 40',
    'throughput grew 12 % → +16',
  ]);
  const ending = { reason: 'STOPPED' as const, message: 'enough', at: 1 };
  expect(describeProgress({ ...progress, ending }, unknown).facts).toEqual([
    '50 of 100 items',
    'stopping: 2 units still running',
  ]);
  const exceeded = { ...ending, reason: 'TOLERANCE_EXCEEDED' as const };
  expect(describeProgress({ ...progress, phase: 'finishing', ending: exceeded }, unknown).facts).toEqual([
    '50 of 100 items',
    'ending, it can not succeed any more',
  ]);
});
