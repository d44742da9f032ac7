import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noProgress, type UnitProgress } from '../../aws/ledger/index.ts';
import { type GovernAnswer, progressDocument } from '../../core/contracts/govern.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { governRun } from '../../functions/govern/govern-run.ts';
import type { GovernSurroundings } from '../../functions/govern/govern-surroundings.ts';
import { ownTask } from '../support/bundle-task.ts';
import { keepMetrics } from '../support/keep-metrics.ts';
import { makeReceipt } from '../support/make-receipt.ts';
import { type Opened, type Pipeline, startPipeline } from '../support/start-pipeline.ts';

const leaseMs = 1_000;
let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('mischief'), { name: 'mischief' });
});
beforeEach(() => {
  pipeline.executions.mapRun.status = 'RUNNING';
  pipeline.executions.mapRun.limits.length = 0;
  pipeline.executions.invocations.length = 0;
});
afterAll(() => pipeline.close());

async function open(items: number, settings: Record<string, unknown> = {}): Promise<Opened> {
  const source = { items: Array.from({ length: items }, (_, n) => ({ do: 'slow', n: n % 2 })) };
  return pipeline.plan({ source, unitItems: 1, maxConcurrency: 40, ...settings });
}

function govern(
  { plan, execution }: Opened,
  lambdaMs = 60_000,
  edge: Partial<GovernSurroundings> = {},
): Promise<GovernAnswer> {
  const began = performance.now();
  const { ledger, store, bucket } = pipeline;
  const { sfn, lambda } = pipeline.executions;
  const edges = { sfn, lambda, unitFunction: 'unit', leaseMs, now: Date.now, random: () => 0.5 };
  const event = { run: plan.run, executionArn: execution.arn, concurrency: plan.concurrency };
  return governRun(
    { ledger, store, bucket, ...edges, ...edge },
    event,
    () => 45_000 + lambdaMs - (performance.now() - began),
  );
}

/** What an attempt does in the ledger. */
function attemptAt({ plan }: Opened, unit: number) {
  const { runId, shards, epoch, generation } = plan.run;
  const id = { runId, shards, unit };
  const range = {
    unit,
    firstItem: unit,
    items: 1,
    object: { bucket: 'bucket', key: 'none', etag: 'none' },
    uri: 'none',
    start: 0,
    end: 1,
    line: 1,
  };
  const owner = `owner-${unit}`;
  return {
    claim: (holdMs: number) =>
      pipeline.ledger.claimUnit(id, { owner, epoch, generation, leaseMs: holdMs, range }),
    beat: (progress: Partial<UnitProgress>) =>
      pipeline.ledger.heartbeatUnit(id, { owner, epoch, leaseMs, progress: { ...noProgress, ...progress } }),
    commit(failed = 0) {
      const receipt = makeReceipt(
        { unit, firstItem: unit, succeeded: 1 - failed, failed, bytes: Buffer.from(failed ? '' : 'row\n') },
        { epoch },
      );
      const progress = { ...noProgress, done: 1, failed, attempts: 1, runMs: 5, errors: failed };
      return pipeline.ledger.commitUnit(id, receipt, { base: 0, progress });
    },
  };
}

async function runAll(opened: Opened, units: number, failing: (unit: number) => boolean = () => false) {
  for (let unit = 0; unit < units; unit++) {
    const attempt = attemptAt(opened, unit);
    await attempt.claim(leaseMs);
    await attempt.commit(failing(unit) ? 1 : 0);
  }
}

const progressOf = async ({ plan }: Opened) =>
  progressDocument.parse(
    JSON.parse((await pipeline.store.readText('bucket', runKeys(plan.run.runId).progress)) ?? ''),
  );

describe('a run', () => {
  test('is governed until all of its units are committed', async () => {
    const opened = await open(12);
    const governed = govern(opened);
    await runAll(opened, 12);

    expect(await governed).toEqual({ next: 'DONE' });
    expect(await progressOf(opened)).toMatchObject({
      items: { total: 12, done: 12, failed: 0 },
      units: { total: 12, committed: 12, running: 0 },
      ending: null,
    });
  });

  test('ends early once more items have failed than may, whatever else is to come', async () => {
    const opened = await open(30, { toleratedFailureCount: 2 });
    const metrics = keepMetrics();
    const governed = govern(opened, undefined, { metrics });
    await runAll(opened, 6, (unit) => unit % 2 === 1);

    expect(await governed).toEqual({
      next: 'END',
      error: 'ToleratedFailureThresholdExceeded',
      cause: '3 of 30 items have failed so far, and the tolerance is 2 items',
    });
    expect(await pipeline.ledger.getRun(opened.plan.run.runId)).toMatchObject({
      ending: { reason: 'TOLERANCE_EXCEEDED' },
    });
    expect(await progressOf(opened)).toMatchObject({ ending: 'TOLERANCE_EXCEEDED', acts: [{ kind: 'end' }] });
    expect(metrics.kept).toEqual([
      {
        values: {
          FailureRate: 10,
          UnitsRunning: 0,
          ConcurrencyLimit: opened.plan.concurrency.initial,
          OldestRunningUnitAge: 0,
        },
        about: { run: opened.plan.run.runId },
      },
    ]);
  });

  test('ends on demand; what runs keeps what it has done, and the same run id does the rest', async () => {
    const source = { items: Array.from({ length: 40 }, () => ({ do: 'slow', n: 50 })) };
    const opened = await pipeline.plan({ source, unitItems: 40, runId: 'stopped' });
    const [unit] = await pipeline.readUnits(opened);
    if (unit === undefined) throw new Error('there is a unit');
    const running = pipeline.answerUnit(opened, unit, { leaseMs });
    const governed = govern(opened);
    await sleep(700);
    const ending = { reason: 'STOPPED', message: 'enough', at: Date.now() } as const;
    expect(await pipeline.ledger.endRun('stopped', opened.plan.run.epoch, ending)).toBe(true);

    expect(await running).toMatchObject({ status: 'STOPPED', reason: 'STOPPED' });
    expect(await governed).toEqual({ next: 'END', error: 'RunStopped', cause: 'enough' });
    const done = (await pipeline.ledger.getUnit({ ...opened.plan.run, unit: 0 }))?.position?.done ?? 0;
    expect(done).toBeGreaterThan(0);
    const { sealed } = await pipeline.finish({
      ...opened,
      plan: { ...opened.plan, units: { ...opened.plan.units, pending: 0 } },
    });
    expect(sealed).toMatchObject({ status: 'FAILED', completionReason: 'STOPPED' });

    const again = await pipeline.run({ source, unitItems: 40, runId: 'stopped' });
    expect(again.sealed).toMatchObject({ status: 'SUCCEEDED', items: { succeeded: 40 } });
    expect(again.data).toBe('{"n":50}\n'.repeat(40));
    expect(again.receipts).toMatchObject([{ itemTimes: expect.any(Array) }]);
  });

  test('that is closed by somebody else is left alone', async () => {
    const opened = await open(3);
    await pipeline.seal(opened);

    expect(await govern(opened)).toEqual({ next: 'DONE' });
  });

  test('is handed over when the time of a Lambda is up, with all that is known of it', async () => {
    const opened = await open(12, { toleratedFailureCount: 3 });
    await runAll(opened, 5, (unit) => unit < 3);
    expect(await govern(opened, 300)).toEqual({ next: 'TICK' });
    const late = attemptAt(opened, 5);
    await late.claim(leaseMs);
    await late.commit(1);

    expect(await govern(opened)).toMatchObject({ next: 'END', error: 'ToleratedFailureThresholdExceeded' });
  });

  test('has its state taken down each minute, and at the end of each Lambda', async () => {
    const opened = await open(4);
    const slow = attemptAt(opened, 0);
    await slow.claim(3_600_000);
    const metrics = keepMetrics();
    const began = Date.now();
    // Of a clock on which a minute is 300 ms.
    const governed = govern(opened, undefined, { metrics, now: () => began + (Date.now() - began) * 200 });
    await expect.poll(() => metrics.kept.length, { timeout: 20_000 }).toBeGreaterThan(2);
    pipeline.executions.mapRun.status = 'FAILED';

    expect(await governed).toEqual({ next: 'DONE' });
    const ages = metrics.kept.map(({ values }) => values.OldestRunningUnitAge ?? 0);
    expect(ages[0]).toBeGreaterThan(50);
    // The Lambda may end in the millisecond of a minute's record.
    const atMinutes = ages.slice(0, -1);
    expect(atMinutes).toEqual([...new Set(atMinutes)].sort((a, b) => a - b));
    expect(ages.at(-1)).toBeGreaterThanOrEqual(atMinutes.at(-1) ?? 0);
    expect(metrics.kept[0]?.values).toMatchObject({ UnitsRunning: 1, FailureRate: 0 });
  });

  test('whose map run has ended with units undone is left to it', async () => {
    const opened = await open(4);
    await runAll(opened, 2);
    pipeline.executions.mapRun.status = 'FAILED';

    expect(await govern(opened)).toEqual({ next: 'DONE' });
  });
});

describe('concurrency', () => {
  test('grows while that pays, and never beyond what is allowed', async () => {
    const opened = await open(240, { maxConcurrency: 30 });
    expect(opened.plan.concurrency.initial).toBeLessThan(30);
    const governed = govern(opened);
    await runAll(opened, 240);

    expect(await governed).toEqual({ next: 'DONE' });
    const { limits } = pipeline.executions.mapRun;
    expect(limits.every((limit) => limit <= 30)).toBe(true);
    expect((await progressOf(opened)).limit).toBe(limits.at(-1) ?? opened.plan.concurrency.initial);
  });

  test('stays as it is where it is to be fixed', async () => {
    const opened = await open(60, { adaptiveConcurrency: false });
    const governed = govern(opened);
    await runAll(opened, 60);

    expect(await governed).toEqual({ next: 'DONE' });
    expect(pipeline.executions.mapRun.limits).toEqual([]);
  });
});

describe('a unit', () => {
  test('that takes much longer than others gets a copy beside it; the first to commit wins', async () => {
    const opened = await open(20);
    const slow = attemptAt(opened, 19);
    await slow.claim(60_000);
    await sleep(1_100);
    await runAll(opened, 19);
    const governed = govern(opened);
    await expect.poll(() => pipeline.executions.invocations, { timeout: 10_000 }).toHaveLength(1);

    expect(pipeline.executions.invocations).toMatchObject([{ backup: true, unit: { unit: 19 } }]);
    await slow.commit();
    pipeline.executions.mapRun.status = 'SUCCEEDED';
    expect(await governed).toEqual({ next: 'DONE' });
    expect(await progressOf(opened)).toMatchObject({ backups: 1, acts: [{ kind: 'backup', unit: 19 }] });
  });

  test('whose attempt went silent is run elsewhere', async () => {
    const opened = await open(4);
    const silent = attemptAt(opened, 2);
    await silent.claim(100);
    const beating = attemptAt(opened, 3);
    await beating.claim(leaseMs);
    const beats = setInterval(() => void beating.beat({ done: 0 }), 200);
    const governed = govern(opened);
    await expect.poll(() => pipeline.executions.invocations, { timeout: 10_000 }).toHaveLength(1);
    clearInterval(beats);

    expect(pipeline.executions.invocations).toMatchObject([{ unit: { unit: 2 } }]);
    expect(pipeline.executions.invocations[0]).not.toHaveProperty('backup');
    await silent.commit();
    await runAll(opened, 2);
    await beating.commit();
    pipeline.executions.mapRun.status = 'SUCCEEDED';
    expect(await governed).toEqual({ next: 'DONE' });
  });

  test('that hangs after its unit was committed by a copy does not keep the run waiting', async () => {
    const opened = await open(20);
    const slow = attemptAt(opened, 19);
    await slow.claim(60_000);
    await sleep(1_100);
    await runAll(opened, 19);
    const governed = govern(opened);
    await expect.poll(() => pipeline.executions.invocations, { timeout: 10_000 }).toHaveLength(1);
    await slow.commit();

    expect(await governed).toMatchObject({ next: 'END', error: 'AllUnitsCommitted' });
  });
});
