import { expect, test } from 'vitest';
import { continueCommand } from '../../../cli/run/continue-command.ts';

test('is what was typed, with the run id, quoted for a shell', () => {
  expect(
    continueCommand('fanfold', ['task.ts', '--input', 'data/*.csv', '--timeout', '2 seconds'], 'run-1'),
  ).toBe("fanfold run task.ts --input 'data/*.csv' --timeout '2 seconds' --run-id run-1");
  expect(continueCommand('fanfold', ["it's.ts"], 'run-1')).toBe("fanfold run 'it'\\''s.ts' --run-id run-1");
});

test('replaces a run id, and leaves out what is asked', () => {
  const args = ['task.ts', '--run-id', 'old', '--tolerated-failure-percentage=1', '--out', 'out'];
  expect(continueCommand('npm run fanfold --', args, 'run-1', ['tolerated-failure-percentage'])).toBe(
    'npm run fanfold -- run task.ts --out out --run-id run-1',
  );
});
