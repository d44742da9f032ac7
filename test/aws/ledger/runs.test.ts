import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLedger, type Ledger, type RunRow } from '../../../aws/ledger/index.ts';
import { runKey } from '../../../aws/ledger/rows.ts';
import type { EarlyEnd, SealResult } from '../../../core/contracts/run-result.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';

let storage: Storage;
let ledger: Ledger;
let row: RunRow;
const now = 1_000_000;

beforeAll(async () => {
  storage = await startStorage();
  ledger = createLedger({ client: storage.documents, table: storage.table, now: () => now, ttlDays: 2 });
});
afterAll(() => storage.close());
beforeEach(() => {
  row = {
    runId: crypto.randomUUID(),
    task: 'task',
    status: 'PLANNING',
    epoch: 1,
    generation: 1,
    executionArn: 'arn',
    openedAt: now,
    source: [{ uri: 's3://bucket/key', etag: '"e"', bytes: 5 }],
    settings: { codeDigest: 'd', format: 'jsonl', compress: 'none', timeoutMs: 1_000, retries: 0 },
    shards: 1,
  };
});

const sealed = (status: SealResult['status']): SealResult => ({
  status,
  completionReason: 'ALL_COMPLETED',
  runId: row.runId,
  generation: 1,
  items: { total: 0, succeeded: 0, failed: 0, notRun: 0 },
  units: { total: 0, succeeded: 0, failed: 0, notRun: 0 },
  dataset: null,
  failures: null,
  error: null,
});

describe('opening', () => {
  test('keeps the row, for as long as rows are kept', async () => {
    expect(await ledger.getRun(row.runId)).toBeUndefined();
    expect(await ledger.putRun(row, undefined)).toBe(true);

    expect(await ledger.getRun(row.runId)).toEqual(row);
    const { Item } = await storage.documents.send(
      new GetCommand({ TableName: storage.table, Key: runKey(row.runId) }),
    );
    expect(Item?.expiresAt).toBe(now / 1_000 + 2 * 86_400);
  });

  test('is one of two, for a new run id and for a known one', async () => {
    const openings = (epoch: number, previous: number | undefined) =>
      Promise.all(
        ['a', 'b', 'c'].map((executionArn) => ledger.putRun({ ...row, executionArn, epoch }, previous)),
      );

    expect((await openings(1, undefined)).filter((won) => won)).toHaveLength(1);
    expect((await openings(2, 1)).filter((won) => won)).toHaveLength(1);
    expect(await openings(3, 1)).toEqual([false, false, false]);
    expect((await ledger.getRun(row.runId))?.epoch).toBe(2);
  });

  test('that is sent again, since the answer was lost, is still its own', async () => {
    await ledger.putRun(row, undefined);

    expect(await ledger.putRun(row, undefined)).toBe(true);
    expect(await ledger.putRun({ ...row, executionArn: 'another' }, undefined)).toBe(false);
  });
});

describe('a change', () => {
  test('is for the holder of the epoch, and leaves the rest as it is', async () => {
    await ledger.putRun({ ...row, epoch: 3 }, undefined);

    expect(await ledger.updateRun(row.runId, 2, { status: 'REJECTED' })).toBe(false);
    expect(await ledger.updateRun(row.runId, 3, { status: 'RUNNING', items: 0, units: 0, shards: 2 })).toBe(
      true,
    );

    expect(await ledger.getRun(row.runId)).toEqual({
      ...row,
      epoch: 3,
      status: 'RUNNING',
      items: 0,
      units: 0,
      shards: 2,
    });
  });

  test('makes no row of a run that is not there', async () => {
    expect(await ledger.updateRun(row.runId, 1, { status: 'RUNNING' })).toBe(false);
    expect(await ledger.getRun(row.runId)).toBeUndefined();
  });
});

describe('closing', () => {
  test('shuts the door by a new epoch, once', async () => {
    await ledger.putRun(row, undefined);

    const sealing = await ledger.beginSeal(row);

    expect(sealing).toMatchObject({ status: 'SEALING', epoch: 2 });
    expect(await ledger.beginSeal(row)).toBeUndefined();
    expect(await ledger.getRun(row.runId)).toEqual(sealing);
  });

  test('keeps what Seal said, unless the run was opened anew meanwhile', async () => {
    await ledger.putRun(row, undefined);
    const sealing = await ledger.beginSeal(row);
    if (sealing === undefined) throw new Error('the door was open');

    expect(await ledger.closeRun(sealing, sealed('FAILED'))).toBe(true);
    expect(await ledger.getRun(row.runId)).toMatchObject({ status: 'FAILED', sealed: sealed('FAILED') });

    await ledger.putRun({ ...row, epoch: 3 }, 2);
    expect(await ledger.closeRun(sealing, sealed('SUCCEEDED'))).toBe(false);
    expect((await ledger.getRun(row.runId))?.status).toBe('PLANNING');
  });
});

describe('ending', () => {
  const ending = (reason: EarlyEnd['reason']): EarlyEnd => ({
    reason,
    message: `because of ${reason}`,
    at: now,
  });
  const open = () => ledger.putRun({ ...row, status: 'RUNNING', epoch: 3 }, undefined);

  test('is told once: the first reason stands, and nothing else of the run changes', async () => {
    await open();

    expect(await ledger.endRun(row.runId, 3, ending('TOLERANCE_EXCEEDED'))).toBe(true);
    expect(await ledger.endRun(row.runId, 3, ending('STOPPED'))).toBe(false);

    const first = ending('TOLERANCE_EXCEEDED');
    expect(await ledger.getRun(row.runId)).toEqual({ ...row, status: 'RUNNING', epoch: 3, ending: first });
  });

  test('is one of several at the same moment', async () => {
    await open();
    const reasons = ['STOPPED', 'SOURCE_CHANGED', 'TOLERANCE_EXCEEDED', 'STOPPED'] as const;

    const told = await Promise.all(reasons.map((reason) => ledger.endRun(row.runId, 3, ending(reason))));

    expect(told.filter((won) => won)).toHaveLength(1);
    expect((await ledger.getRun(row.runId))?.ending?.reason).toBe(reasons[told.indexOf(true)]);
  });

  test.each([2, 4])('in epoch %i of a run that is open in epoch 3 is refused', async (epoch) => {
    await open();

    expect(await ledger.endRun(row.runId, epoch, ending('STOPPED'))).toBe(false);
    expect((await ledger.getRun(row.runId))?.ending).toBeUndefined();
  });

  test.each(['PLANNING', 'SEALING', 'SUCCEEDED', 'FAILED', 'REJECTED'] as const)(
    'of a run that is %s is refused',
    async (status) => {
      await ledger.putRun({ ...row, status }, undefined);

      expect(await ledger.endRun(row.runId, 1, ending('STOPPED'))).toBe(false);
      expect(await ledger.getRun(row.runId)).toEqual({ ...row, status });
    },
  );

  test('makes no row of a run that is not there', async () => {
    expect(await ledger.endRun(row.runId, 1, ending('STOPPED'))).toBe(false);
    expect(await ledger.getRun(row.runId)).toBeUndefined();
  });
});

describe('the door', () => {
  test('of a run that is not there is none', async () => {
    expect(await ledger.readDoor(row.runId)).toBeUndefined();
  });

  test('says in which epoch the run is open, how it stands, and whether it is being ended', async () => {
    await ledger.putRun({ ...row, status: 'RUNNING' }, undefined);
    expect(await ledger.readDoor(row.runId)).toEqual({ epoch: 1, status: 'RUNNING' });

    const ending: EarlyEnd = { reason: 'STOPPED', message: 'enough', at: now };
    await ledger.endRun(row.runId, 1, ending);
    expect(await ledger.readDoor(row.runId)).toEqual({ epoch: 1, status: 'RUNNING', ending });

    const found = await ledger.getRun(row.runId);
    if (found === undefined) throw new Error('the run has a row');
    const sealing = await ledger.beginSeal(found);
    expect(await ledger.readDoor(row.runId)).toEqual({ epoch: 2, status: 'SEALING', ending });

    if (sealing === undefined) throw new Error('the door was open');
    await ledger.closeRun(sealing, sealed('FAILED'));
    expect(await ledger.readDoor(row.runId)).toEqual({ epoch: 2, status: 'FAILED', ending });
  });

  test('of a run that is opened anew says nothing of how it was ended before', async () => {
    await ledger.putRun({ ...row, status: 'RUNNING' }, undefined);
    await ledger.endRun(row.runId, 1, { reason: 'STOPPED', message: 'enough', at: now });

    await ledger.putRun({ ...row, status: 'RUNNING', epoch: 2 }, 1);

    expect(await ledger.readDoor(row.runId)).toEqual({ epoch: 2, status: 'RUNNING' });
  });
});
