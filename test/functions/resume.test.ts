import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runKeys } from '../../core/contracts/keys.ts';
import type { UnitRange } from '../../core/contracts/unit.ts';
import { makePlan } from '../../functions/plan/make-plan.ts';
import { ownTask } from '../support/bundle-task.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Opened, type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
afterAll(() => pipeline.close());

const items = (count: number, failing: readonly number[] = []) =>
  Array.from({ length: count }, (_, n) => ({ n, ...(failing.includes(n) && { fail: `no ${n}` }) }));
const rows = (count: number, failing: readonly number[] = []) =>
  Array.from({ length: count }, (_, n) => n)
    .filter((n) => !failing.includes(n))
    .map((n) => `${JSON.stringify({ n, row: 0, text: '' })}\n`)
    .join('');

describe('more failures than are tolerated', () => {
  test('deliver nothing but every failure; a higher tolerance delivers the rest without running anything', async () => {
    const failing = [1, 2, 7, 11];
    const source = { items: items(12, failing) };
    const runId = 'tolerance';

    const first = await pipeline.run({ runId, source, unitItems: 4, toleratedFailureCount: 3 });

    expect(first.sealed).toMatchObject({
      status: 'FAILED',
      completionReason: 'TOLERANCE_EXCEEDED',
      dataset: null,
      items: { total: 12, succeeded: 8, failed: 4, notRun: 0 },
      error: { code: 'ToleratedFailureThresholdExceeded' },
    });
    expect(first.sealed.error?.message).toMatch(
      /^4 of 12 items failed \(33\.3 %\).*3 items.*start run tolerance again/,
    );
    expect(await pipeline.listKeys('datasets/lines/tolerance/')).toEqual([]);
    const failures = await pipeline.readFailures(runId);
    expect(failures).toMatchObject(
      failing.map((item) => ({ item, code: 'thrown', name: 'PermanentError', message: `no ${item}` })),
    );
    expect(first.report).toMatchObject({
      status: 'FAILED',
      failures: { codes: { thrown: 4 } },
      dataset: null,
    });
    expect(first.sealed.failures).toEqual({ uri: `s3://bucket/${runKeys(runId).failures}` });

    const forks = pipeline.pool.forks;
    const second = await pipeline.run({ runId, source, toleratedFailurePercentage: 34 });

    expect(second.plan).toMatchObject({ status: 'PLANNED', items: 12, units: { total: 3, pending: 0 } });
    expect(second.receipts).toEqual([]);
    expect(pipeline.pool.forks).toBe(forks);
    expect(second.sealed).toMatchObject({ status: 'SUCCEEDED', items: { succeeded: 8, failed: 4 } });
    expect(second.data).toBe(rows(12, failing));
    expect(await pipeline.readFailures(runId)).toEqual(failures);
    expect(await pipeline.readManifest(second.sealed)).toMatchObject({
      proof: { items: { planned: 12, succeeded: 8, failed: 4 }, units: { planned: 3, committed: 3 } },
      failures: { count: 4 },
    });
  });

  test('as many as are tolerated are not too many', async () => {
    const source = { items: items(10, [4]) };

    const { sealed } = await pipeline.run({ source, toleratedFailurePercentage: 10 });

    expect(sealed.status).toBe('SUCCEEDED');
  });
});

describe('a run that succeeded', () => {
  test('stands: the same run id again gives the same result and runs nothing', async () => {
    const input = { runId: 'again', source: { items: items(5) }, unitItems: 2 };
    const first = await pipeline.run(input);

    const second = await pipeline.run(input);

    expect(second.plan).toMatchObject({ status: 'COMPLETE', units: { total: 3, pending: 0 } });
    expect(second.sealed).toEqual(first.sealed);
    expect(second.report).toEqual(first.report);
    expect(second.data).toBe(rows(5));
  });

  test('gets the report that its own execution failed to make', async () => {
    const input = { runId: 'unreported', source: { items: items(5) } };
    const opened = await pipeline.plan(input);
    for (const unit of await pipeline.readUnits(opened)) await pipeline.runUnit(opened, unit);
    const sealed = await pipeline.seal(opened);
    pipeline.executions.end(opened.execution.arn, { status: 'FAILED' });

    const second = await pipeline.run(input);

    expect(second.plan.status).toBe('COMPLETE');
    expect(second.report).toMatchObject({
      status: 'SUCCEEDED',
      items: sealed.items,
      dataset: sealed.dataset,
    });
  });

  test('is sealed again by its own execution with the same result', async () => {
    const opened = await pipeline.plan({ source: { items: items(5) } });
    const { sealed } = await pipeline.finish(opened);

    expect(await pipeline.seal(opened)).toEqual(sealed);
  });
});

describe('a run that ended early', () => {
  test("is resumed: only what isn't committed is run, with a new epoch, and the bytes are the same", async () => {
    const input = { runId: 'resumed', source: { items: items(9) }, unitItems: 3 };
    const stopped = await pipeline.plan(input);
    const [, second, third] = await pipeline.readUnits(stopped);
    if (second === undefined || third === undefined) throw new Error('there are three units');
    const committed = await pipeline.runUnit(stopped, second);
    await claimAsDead(stopped.plan.run, third);
    pipeline.executions.end(stopped.execution.arn, { status: 'ABORTED' });
    const stopReport = await pipeline.report(stopped);

    const resumed = await pipeline.plan(input);

    expect(resumed.plan.run.epoch).toBe(stopped.plan.run.epoch + 1);
    expect(resumed.plan.units).toMatchObject({ total: 3, pending: 2 });
    expect((await pipeline.readUnits(resumed)).map(({ unit }) => unit)).toEqual([0, 2]);
    const { sealed, receipts, report } = await pipeline.finish(resumed);
    expect(receipts.map(({ unit, attempt, epoch }) => ({ unit, attempt, epoch }))).toEqual([
      { unit: 0, attempt: 1, epoch: 2 },
      { unit: 2, attempt: 2, epoch: 2 },
    ]);
    expect(await pipeline.readDataset(sealed)).toBe(rows(9));
    expect((await pipeline.ledger.getUnit({ ...resumed.plan.run, unit: 1 }))?.receipt).toEqual(committed);
    expect(stopReport).toMatchObject({
      status: 'FAILED',
      completionReason: 'STOPPED',
      items: { total: 9, succeeded: 3, failed: 0, notRun: 6 },
      units: { total: 3, succeeded: 1, notRun: 2 },
      error: { code: 'Stopped', message: expect.stringMatching(/2 of 3 units.*start run resumed again/) },
    });
    expect(report).toMatchObject({ status: 'SUCCEEDED', units: { succeeded: 3 } });
  });

  test('whose units were never planned is planned anew', async () => {
    const source = { uri: await pipeline.putSource('early.jsonl', '{"n":0}\n{"n":1}') };
    const opened = await pipeline.plan({ runId: 'early', source });
    const row = await pipeline.ledger.getRun('early');
    if (row === undefined) throw new Error('the run has a row');
    const { items: _, units: __, ...planning } = row;
    await pipeline.ledger.putRun({ ...planning, status: 'PLANNING' }, row.epoch);
    pipeline.executions.end(opened.execution.arn, { status: 'ABORTED' });

    const { data, plan } = await pipeline.run({ runId: 'early', source });

    expect(plan.run.epoch).toBe(2);
    expect(data).toBe(rows(2));
  });

  test('Plan that is retried by its own execution gives the same plan', async () => {
    const input = { runId: 'retried', source: { items: items(4) }, unitItems: 2 };
    const { plan, execution } = await pipeline.plan(input);

    const again = await makePlan(
      { ...pipeline, ...pipeline.executions, pool: undefined },
      { input, execution },
    );

    expect(again.run).toEqual(plan.run);
    expect(again.units).toMatchObject({ total: 2, pending: 2 });
  });

  test('a failed run reports what its execution says', async () => {
    const opened = await pipeline.plan({ source: { items: items(2) }, unitItems: 1 });
    const error = { error: 'States.ExceedToleratedFailureThreshold', cause: 'The tolerance was exceeded' };
    pipeline.executions.end(opened.execution.arn, { status: 'FAILED', ...error });

    expect((await pipeline.report(opened)).error).toEqual({
      code: error.error,
      message: expect.stringContaining(error.cause),
    });
  });
});

describe('a run that is closed', () => {
  test('lets no late attempt in, and is finished by the same run id', async () => {
    const input = { runId: 'closed', source: { items: items(6) }, unitItems: 2 };
    const opened = await pipeline.plan(input);
    const [first, second, third] = await pipeline.readUnits(opened);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three units');
    await pipeline.runUnit(opened, first);
    await claimAsDead(opened.plan.run, second);

    const sealed = await pipeline.seal(opened);
    pipeline.executions.end(opened.execution.arn, { status: 'FAILED' });

    expect(sealed).toMatchObject({
      status: 'FAILED',
      completionReason: 'INCOMPLETE',
      items: { total: 6, succeeded: 2, failed: 0, notRun: 4 },
      units: { total: 3, succeeded: 1, notRun: 2 },
      error: { code: 'DataSetIncomplete' },
    });
    expect(sealed.error?.message).toMatch(/unit 1 was not run; unit 2 was not run/);
    for (const unit of [second, third])
      expect((await refusalOf(pipeline.runUnit(opened, unit))).code).toBe('RunClosed');
    const { data } = await pipeline.run(input);
    expect(data).toBe(rows(6));
  });

  test('lets no attempt of the execution before take a unit from the one that goes on', async () => {
    const input = { runId: 'overtaken', source: { items: items(2) } };
    const former = await pipeline.plan(input);
    pipeline.executions.end(former.execution.arn, { status: 'ABORTED' });
    const present = await pipeline.plan(input);
    const [unit] = await pipeline.readUnits(present);
    if (unit === undefined) throw new Error('there is a unit');
    const { runId, shards, epoch, generation } = present.plan.run;
    const claim = { owner: 'present', epoch, generation, leaseMs: -1, range: unit };
    await pipeline.ledger.claimUnit({ runId, shards, unit: 0 }, claim);

    expect((await refusalOf(pipeline.runUnit(former, unit))).code).toBe('RunClosed');
    expect(await pipeline.ledger.getUnit({ runId, shards, unit: 0 })).toMatchObject({
      owner: 'present',
      epoch,
    });
    const { sealed } = await pipeline.finish(present);
    expect(sealed.status).toBe('SUCCEEDED');
  });

  test('can only be sealed by the execution that opened it', async () => {
    const input = { runId: 'owners', source: { items: items(2) } };
    const former = await pipeline.plan(input);
    pipeline.executions.end(former.execution.arn, { status: 'ABORTED' });
    const present = await pipeline.plan(input);

    expect((await refusalOf(pipeline.seal(former))).code).toBe('RunClosed');
    const { sealed } = await pipeline.finish(present);
    expect(sealed.status).toBe('SUCCEEDED');
  });

  test('there is nothing to seal or report of a run that is not planned', async () => {
    const opened = await pipeline.plan({ source: { items: [] } });
    const unknown = { ...opened, plan: { ...opened.plan, run: { ...opened.plan.run, runId: 'unknown' } } };

    expect((await refusalOf(pipeline.seal(unknown))).code).toBe('RunClosed');
    expect((await refusalOf(pipeline.report(unknown))).code).toBe('RunClosed');
  });
});

/** A unit whose attempt died: its lease holds for long yet. */
async function claimAsDead({ runId, shards, epoch, generation }: Opened['plan']['run'], range: UnitRange) {
  const claim = { owner: 'dead', epoch, generation, leaseMs: 3_600_000, range };
  await pipeline.ledger.claimUnit({ runId, shards, unit: range.unit }, claim);
}
