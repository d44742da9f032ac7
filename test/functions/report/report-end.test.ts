import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runKeys } from '../../../core/contracts/keys.ts';
import { makePlan } from '../../../functions/plan/make-plan.ts';
import type { ExecutionEnd } from '../../../functions/report/execution-end.ts';
import { reportEnd } from '../../../functions/report/report-end.ts';
import { ownTask } from '../../support/bundle-task.ts';
import { keepMetrics } from '../../support/keep-metrics.ts';
import { type Opened, type Pipeline, startPipeline } from '../../support/start-pipeline.ts';

let pipeline: Pipeline;
const log = vi.spyOn(console, 'log').mockReturnValue();
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
const metrics = keepMetrics();
afterEach(() => {
  log.mockClear();
  metrics.kept.length = 0;
});
afterAll(() => pipeline.close());

const source = { items: Array.from({ length: 6 }, (_, n) => ({ n })) };

/** Hands an end to the report function, as EventBridge does. */
function tell(executionArn: string, status: ExecutionEnd['detail']['status'] = 'ABORTED') {
  const { environment, ledger, store } = pipeline;
  const { sfn } = pipeline.executions;
  return reportEnd(
    { environment, ledger, store, sfn, metrics },
    { 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn, status } },
    [0, 0],
  );
}

async function readReport({ plan }: Opened) {
  const text = await pipeline.store.readText(pipeline.bucket, runKeys(plan.run.runId).report);
  return text === undefined ? undefined : JSON.parse(text);
}

/** A run of which one of two units is done. */
async function runHalf(runId?: string): Promise<Opened> {
  const opened = await pipeline.plan({ ...(runId && { runId }), source, unitItems: 3 });
  const [first] = await pipeline.readUnits(opened);
  if (first === undefined) throw new Error('no units');
  await pipeline.runUnit(opened, first);
  return opened;
}

describe('an execution that ended before its Report state', () => {
  test('gets its report, once', async () => {
    const opened = await runHalf();
    pipeline.executions.end(opened.execution.arn, { status: 'ABORTED' });
    const told = await tell(opened.execution.arn);
    const report = await readReport(opened);
    expect(told).toEqual({ uri: `s3://${pipeline.bucket}/${runKeys(opened.plan.run.runId).report}` });
    expect(report).toMatchObject({
      status: 'FAILED',
      completionReason: 'STOPPED',
      items: { total: 6, succeeded: 3, notRun: 3 },
    });
    const [, second] = await pipeline.readUnits(opened);
    if (second !== undefined) await pipeline.runUnit(opened, second);
    expect(await tell(opened.execution.arn)).toEqual(told);
    expect(await readReport(opened)).toEqual(report);
    expect(log).not.toHaveBeenCalled();
    expect(metrics.kept).toEqual([{ values: { RunsFailed: 1 }, about: { run: opened.plan.run.runId } }]);
  });

  test('gets another after a redrive, however it ends then', async () => {
    const opened = await runHalf();
    const { arn } = opened.execution;
    pipeline.executions.end(arn, { status: 'ABORTED' });
    await tell(arn);
    const [, second] = await pipeline.readUnits(opened);
    if (second !== undefined) await pipeline.runUnit(opened, second);
    await new Promise((done) => setTimeout(done, 5));
    pipeline.executions.end(arn, { status: 'FAILED', error: 'States.Timeout', cause: 'too late' });
    await tell(arn, 'FAILED');
    expect(await readReport(opened)).toMatchObject({
      completionReason: 'INCOMPLETE',
      error: { code: 'States.Timeout' },
      items: { total: 6, succeeded: 6 },
    });
  });

  test('keeps its uploads open, since a redrive goes on with them', async () => {
    const opened = await runHalf();
    const { runId, epoch } = opened.plan.run;
    const upload = await pipeline.store.multipart.open(pipeline.bucket, 'datasets/x', 'text/plain');
    await pipeline.ledger.updateRun(runId, epoch, { status: 'RUNNING', uploads: [upload] });
    pipeline.executions.end(opened.execution.arn, { status: 'FAILED' });
    await tell(opened.execution.arn, 'FAILED');
    expect(await readReport(opened)).toBeDefined();
    expect((await pipeline.ledger.getRun(runId))?.uploads).toEqual([upload]);
    await pipeline.report(opened);
    expect((await pipeline.ledger.getRun(runId))?.uploads).toEqual([]);
  });
});

test('the report that the Report state made stays, and Seal has counted the run', async () => {
  const failing = { items: [{ n: 0 }, { n: 1, fail: 'no' }] };
  const ended = await pipeline.run({ source: failing });
  expect(ended.sealed.status).toBe('FAILED');
  await tell(ended.execution.arn, 'FAILED');
  expect(await readReport(ended)).toEqual(ended.report);
  expect(metrics.kept).toEqual([]);
});

describe('nothing is reported, and a log says so, of an execution', () => {
  const logged = () => log.mock.calls.flat().join('\n');

  test('that was redriven meanwhile', async () => {
    const opened = await runHalf();
    expect(await tell(opened.execution.arn)).toBeUndefined();
    expect(await readReport(opened)).toBeUndefined();
    expect(logged()).toContain('it was redriven');
  });

  test('whose run another has opened since', async () => {
    const first = await runHalf('again');
    pipeline.executions.end(first.execution.arn, { status: 'ABORTED' });
    await runHalf('again');
    expect(await tell(first.execution.arn)).toBeUndefined();
    expect(await readReport(first)).toBeUndefined();
    expect(logged()).toContain('no run names it as its execution');
  });

  test('that was refused', async () => {
    const refused = pipeline.executions.start('refused');
    const { environment, ledger, store, document, executions } = pipeline;
    const around = { environment, ledger, store, document, ...executions, pool: undefined };
    const input = { source: { uri: await pipeline.putSource('sources/bad.json', '{"no": "array"}') } };
    await expect(makePlan(around, { input, execution: refused })).rejects.toThrow();
    executions.end(refused.arn, { status: 'FAILED' });
    expect(await tell(refused.arn, 'FAILED')).toBeUndefined();
    expect(logged()).toContain('run refused was never planned');
  });

  test('that has no run', async () => {
    const { arn } = pipeline.executions.start('crashed');
    pipeline.executions.end(arn, { status: 'FAILED' });
    expect(await tell(arn, 'FAILED')).toBeUndefined();
    expect(logged()).toContain('no run names it');
  });

  test('that ended while its items were being found', async () => {
    const { execution, plan } = await runHalf();
    const row = await pipeline.ledger.getRun(plan.run.runId);
    if (row === undefined) throw new Error('no run');
    const { items: _, units: __, ...planning } = row;
    await pipeline.ledger.putRun({ ...planning, status: 'PLANNING' }, row.epoch);
    pipeline.executions.end(execution.arn, { status: 'ABORTED' });
    expect(await tell(execution.arn)).toBeUndefined();
    expect(logged()).toContain('was never planned');
  });
});
