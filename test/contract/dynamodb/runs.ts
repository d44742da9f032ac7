import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { RunRow } from '../../../aws/ledger/index.ts';
import { runKey } from '../../../aws/ledger/rows.ts';
import { ledgerSchema } from '../../../core/contracts/ledger-schema.ts';
import type { DynamoDbPlace } from './place.ts';

function newRun(change: Partial<RunRow> = {}): RunRow {
  return {
    runId: crypto.randomUUID(),
    task: 'task',
    status: 'PLANNING',
    epoch: 1,
    generation: 1,
    executionArn: 'arn',
    openedAt: 1_000,
    source: [{ uri: 's3://bucket/key', etag: '"e"', bytes: 5 }],
    settings: { codeDigest: 'd', format: 'jsonl', compress: 'none', timeoutMs: 1_000, retries: 0 },
    shards: 1,
    ...change,
  };
}

/** What the ledger relies on for a run's row, and the table. */
export const runBehaviours = {
  'of several that open a run at once, one does': async ({ ledger }: DynamoDbPlace) => {
    const row = newRun();
    const openings = (epoch: number, previous: number | undefined) =>
      Promise.all(
        ['a', 'b', 'c'].map((executionArn) => ledger.putRun({ ...row, executionArn, epoch }, previous)),
      );

    expect((await openings(1, undefined)).filter((won) => won)).toHaveLength(1);
    expect((await openings(2, 1)).filter((won) => won)).toHaveLength(1);
    expect(await openings(3, 1)).toEqual([false, false, false]);
    expect((await ledger.getRun(row.runId))?.epoch).toBe(2);
  },

  'a row says when it may go, in epoch seconds': async ({ client, table, clock, ledger }: DynamoDbPlace) => {
    const row = newRun();
    await ledger.putRun(row, undefined);

    const { Item } = await client.send(new GetCommand({ TableName: table, Key: runKey(row.runId) }));
    expect(Item?.[ledgerSchema.ttl]).toBe(Math.floor(clock.now / 1_000) + 2 * 86_400);
  },

  'a run is moved on by the holder of its epoch alone': async ({ ledger }: DynamoDbPlace) => {
    const row = newRun({ epoch: 3 });
    await ledger.putRun(row, undefined);

    expect(await ledger.updateRun(row.runId, 2, { status: 'RUNNING', units: 4 })).toBe(false);
    expect(await ledger.updateRun(row.runId, 3, { status: 'RUNNING', units: 4 })).toBe(true);
    expect(await ledger.getRun(row.runId)).toEqual({ ...row, status: 'RUNNING', units: 4 });
    expect(await ledger.beginSeal({ ...row, status: 'RUNNING' })).toMatchObject({
      epoch: 4,
      status: 'SEALING',
    });
    expect(await ledger.beginSeal({ ...row, status: 'RUNNING' })).toBeUndefined();
  },

  'the first to end a run says why, and part of its row can be read': async ({ ledger }: DynamoDbPlace) => {
    const row = newRun({ status: 'RUNNING' });
    await ledger.putRun(row, undefined);
    const ending = { reason: 'TOLERANCE_EXCEEDED', message: 'first', at: 2_000 } as const;

    expect(await ledger.endRun(row.runId, 1, ending)).toBe(true);
    expect(await ledger.endRun(row.runId, 1, { ...ending, message: 'second' })).toBe(false);
    expect(await ledger.readDoor(row.runId)).toEqual({ epoch: 1, status: 'RUNNING', ending });
  },

  'time to live is a setting of the table': async ({ client, table }: DynamoDbPlace) => {
    const TimeToLiveSpecification = { AttributeName: ledgerSchema.ttl, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }));

    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
    expect(TimeToLiveDescription?.AttributeName).toBe(ledgerSchema.ttl);
    expect(TimeToLiveDescription?.TimeToLiveStatus).toMatch(/^ENABL(ED|ING)$/);
  },
};
