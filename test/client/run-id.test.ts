import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newRunId } from '../../client/run-id.ts';
import { runId } from '../../core/contracts/execution-input.ts';

test('is readable: task, date, time, and something random', () => {
  const at = new Date('2026-09-30T12:34:56.789Z');
  expect(newRunId('movies', at)).toMatch(/^movies-20260930-123456-[a-z0-9]{4}$/);
});

test('is a run id for every task name, and differs from one to the next', () => {
  const task = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,63}$/);
  fc.assert(
    fc.property(task, (name) => {
      expect(runId.safeParse(newRunId(name)).success).toBe(true);
    }),
  );
  const at = new Date();
  expect(new Set(Array.from({ length: 50 }, () => newRunId('movies', at))).size).toBeGreaterThan(45);
});
