import { expect, test } from 'vitest';
import { runCrashes } from '../../../bench/crashes/run-crashes.ts';

test('executions whose function’s processes crash at random end as on AWS: 10 runs of seed 1', async () => {
  expect(await runCrashes({ seed: 1, runs: 10 })).toEqual([]);
});
