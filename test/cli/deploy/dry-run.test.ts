import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderWith } from '../in-folder.ts';
import { fanfold } from '../spawn-fanfold.ts';

test('a dry run makes the stack that the local cloud runs, and needs no AWS', async () => {
  await using folder = await folderWith({});
  const state = folder.path('state');
  const args = ['deploy', 'test/client/tasks/half.ts', '--dry-run', '--state', state];
  const { exitCode, out } = await fanfold(...args);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^Task +half$/m);
  expect(out).toMatch(/^Stack +fanfold-half, \d+ resources$/m);
  expect(out).toMatch(/AWS::StepFunctions::StateMachine +1$/m);
  expect(existsSync(folder.path('state/assemblies'))).toBe(true);
  const named = await fanfold(...args, '--stack', 'Mine', '--memory', '1 GB', '--json');
  expect(JSON.parse(named.out)).toMatchObject({ status: 'DRY_RUN', task: 'half', stack: 'Mine' });
  const bad = await fanfold(...args, '--memory', 'much', '--json');
  expect(bad.exitCode).toBe(2);
  expect(JSON.parse(bad.out)).toMatchObject({ status: 'REJECTED', error: { code: 'InvalidUsage' } });
}, 120_000);
