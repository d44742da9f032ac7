import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLedger, noProgress } from '../../../aws/ledger/index.ts';
import type { GovernEvent } from '../../../core/contracts/govern.ts';
import { copyUnits } from '../../../functions/govern/copy-units.ts';
import { openGovernor } from '../../../functions/govern/governor.ts';
import { readNews } from '../../../functions/govern/read-news.ts';
import { makeRange, makeReceipt, progressOf } from '../../support/make-receipt.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const leaseMs = 2_000;

/** A run of two units whose ledger is written to at times of one's choice. */
function open(runId: string) {
  const clock = { now: 100_000 };
  const { documents: client, table, store, bucket } = storage;
  const ledger = createLedger({ client, table, now: () => clock.now });
  const event: GovernEvent = {
    run: {
      runId,
      epoch: 1,
      generation: 1,
      shards: 1,
      format: 'jsonl',
      timeoutMs: 1_000,
      retries: 0,
      itemConcurrency: 1,
      unitTimeoutSeconds: 910,
    },
    executionArn: 'arn',
    concurrency: { initial: 2, adaptive: true, max: 2 },
  };
  const around = {
    ledger,
    store,
    bucket,
    sfn: new SFNClient(),
    // Nothing listens there: an invocation would throw.
    lambda: new LambdaClient({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1 }),
    unitFunction: 'unit',
    leaseMs,
    now: () => clock.now,
    random: () => 0,
  };
  const hold = (unit: number) => ({ owner: `owner-${unit}`, epoch: 1 });
  const id = (unit: number) => ({ runId, shards: 1, unit });
  return {
    clock,
    ledger,
    event,
    around,
    governor: openGovernor(event, 2, clock.now, undefined),
    claim: (unit: number) =>
      ledger.claimUnit(id(unit), { ...hold(unit), generation: 1, leaseMs, range: makeRange(unit) }),
    beat: (unit: number) => ledger.heartbeatUnit(id(unit), { ...hold(unit), leaseMs, progress: noProgress }),
    async commit(unit: number, sentAt: number) {
      const receipt = makeReceipt({
        unit,
        firstItem: unit * 10,
        succeeded: 10,
        failed: 0,
        bytes: Buffer.from('rows'),
      });
      const now = clock.now;
      clock.now = sentAt;
      await ledger.commitUnit(id(unit), receipt, { base: 0, progress: progressOf(receipt) });
      clock.now = now;
    },
    row: { units: 2 },
  };
}

describe('a commit that was sent long before it came through', () => {
  test('and stands behind a heartbeat that was sent later counts', async () => {
    const { clock, claim, beat, commit, around, event, governor } = open('behind');
    await claim(0);
    clock.now += 1_000;
    await beat(0);
    await readNews(around, event, governor);
    await commit(0, clock.now - 500);

    await readNews(around, event, governor);

    expect(governor.tally.committed).toBe(1);
  });

  test('and stands further back than the news reach is found when the unit is silent, and nothing is run again', async () => {
    const { clock, claim, beat, commit, around, event, governor, row } = open('far-behind');
    await claim(0);
    await claim(1);
    clock.now += 10_000;
    await beat(1);
    await readNews(around, event, governor);
    await commit(0, clock.now - 5_000);
    await readNews(around, event, governor);
    expect(governor.tally.committed).toBe(0);

    await copyUnits(around, event, governor, row);

    expect(governor.tally.committed).toBe(1);
    expect(governor.tally.sums.done).toBe(10);
    expect(governor.rescues).toBe(0);
  });
});

test('rows that are read again are no news', async () => {
  const { clock, claim, around, event, governor } = open('again');
  await claim(0);

  expect((await readNews(around, event, governor)).changes).toBe(1);
  expect((await readNews(around, event, governor)).changes).toBe(0);
  clock.now += 10;
  await claim(1);
  expect((await readNews(around, event, governor)).changes).toBe(1);
});
