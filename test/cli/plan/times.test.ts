import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { plan } from '../../../cli/commands/plan.ts';
import type { DryRun } from '../../../cli/plan/dry-run.ts';
import type { NewestPilot } from '../../../cli/plan/find-pilot.ts';
import type { PlanJson } from '../../../cli/plan/plan-json.ts';
import { prices } from '../../../core/cost/prices.ts';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { makeReport } from '../../client/make-report.ts';
import { type FakeRun, fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';

const dryRun: DryRun = {
  task: { name: 'double', timeoutMs: 1_000, retries: 0, memoryMb: 512 },
  settled: {
    timeoutMs: 1_000,
    retries: 0,
    itemConcurrency: 1,
    unitItems: 'auto',
    maxConcurrency: 4,
    adaptiveConcurrency: true,
    toleratedFailurePercentage: undefined,
    toleratedFailureCount: undefined,
  },
  items: 400,
  units: 16,
  unitItems: 25,
  source: { objects: 1, bytes: 4_000 },
  pilot: undefined,
};
const measured = makeReport().prediction?.pilot;
if (measured === undefined) throw new Error('the report has a pilot');
const pilot: NewestPilot = { runId: 'run-1', endedAt: '2026-09-30T10:00:10.000Z', pilot: measured };

/** Runs `fanfold plan …` over made-up parts, in a folder that has a state folder. */
async function execute(fake: FakeRun, ...args: string[]) {
  await using folder = await folderWith({
    'task.ts': '',
    'items.jsonl': '{}\n',
    '.fanfold/daemon.json': '',
    'prices.json': JSON.stringify({ ...prices, region: 'eu-central-1', stateTransition: 1 }),
  });
  const at = fakeEdge({ dryRun, ...fake }, { cwd: folder.directory });
  const input = args.includes('--input') ? [] : ['--input', 'items.jsonl'];
  const exitCode = await plan.execute(['task.ts', ...input, ...args], at.edge);
  return { ...at, exitCode, out: at.stdout.text, err: at.stderr.text };
}

test('takes the times of the newest report, and says so', async () => {
  const { exitCode, out, names, calls } = await execute({ pilot });
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['dryRun', 'openLocalCloud', 'findPilot', 'close']);
  expect(calls.find(({ name }) => name === 'findPilot')?.with).toBe('double');
  expect(out).toContain('An item takes 340 ms, by the report of run run-1 (100 items');
  expect(out).toContain('A Lambda of 512 MB has 0.29 of a core');
  expect(out).not.toContain('Assumed');
});

test('without any times it says what to give', async () => {
  const { exitCode, out } = await execute({});
  expect(exitCode).toBe(0);
  expect(out).toContain('Units         16 of 25 items at most');
  expect(out).toContain('give --item-time');
  expect(out).not.toContain('Predicted');
});

test('a state folder that is not there is not made', async () => {
  const { names } = await execute({ pilot }, '--state', 'elsewhere');
  expect(names()).toEqual(['dryRun']);
  const inS3 = await execute(
    { pilot },
    '--state',
    'elsewhere',
    '--on',
    'local',
    '--input',
    's3://bucket/a.csv',
  );
  expect(inS3).toMatchObject({ exitCode: 2, err: expect.stringContaining('there is no local cloud in') });
});

test('plans for AWS with its default quota, for this machine with its cores', async () => {
  const on = async (...args: string[]) => {
    const { calls, out } = await execute({ pilot }, '--json', ...args);
    const { prediction }: PlanJson = JSON.parse(out);
    return { with: calls.find(({ name }) => name === 'dryRun')?.with, prediction };
  };
  const aws = await on();
  expect(aws.with).toMatchObject({ headroom: 990, pilotItems: undefined });
  // 4 units of 25 items, one after the other on each of 4 slots, and the start of an environment.
  expect(aws.prediction?.fanOutMs).toBeCloseTo(4 * (100 + 25 * 340) + 200, -2);
  const local = await on('--on', 'local');
  expect(local.with).toMatchObject({ headroom: availableParallelism() });
  expect(local.prediction?.on).toBe('local');
  expect(local.prediction?.fanOutMs).toBeLessThanOrEqual(aws.prediction?.fanOutMs ?? 0);
});

test('hands tuning on, and counts with the prices of a file', async () => {
  const { calls, out } = await execute(
    { pilot },
    ...['--unit-items', '7', '--fixed-concurrency', '--timeout', '3 seconds', '--format', 'csv'],
    ...['--prices', 'prices.json'],
  );
  expect(calls.find(({ name }) => name === 'dryRun')?.with).toMatchObject({
    tuning: { unitItems: 7, adaptiveConcurrency: false, timeout: '3 seconds', format: 'csv' },
  });
  expect(out).toContain('$77.00');
  expect(out).toContain('eu-central-1');
});

test('a plan that can not be made is no refusal', async () => {
  const failing = { ...fakeEdge().edge };
  const error = new Error('the disk is gone');
  failing.parts = { ...failing.parts, dryRun: () => Promise.reject(error) };
  await using folder = await folderWith({ 'task.ts': '', 'items.jsonl': '{}\n' });
  const line = ['task.ts', '--input', 'items.jsonl', '--json'];
  expect(await plan.execute(line, { ...failing, cwd: folder.directory })).toBe(1);
  failing.parts.dryRun = () => Promise.reject(new FanfoldError('SourceRefused', 'no'));
  expect(await plan.execute(line, { ...failing, cwd: folder.directory })).toBe(2);
});
