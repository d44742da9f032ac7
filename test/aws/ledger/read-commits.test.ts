import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLedger, type Ledger } from '../../../aws/ledger/index.ts';
import { unitKey } from '../../../aws/ledger/rows.ts';
import { makeReceipt } from '../../support/make-receipt.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';

let storage: Storage;
let ledger: Ledger;
beforeAll(async () => {
  storage = await startStorage();
  ledger = createLedger({ client: storage.documents, table: storage.table });
});
afterAll(() => storage.close());

/** A row with as much around what is asked for as makes several pages of some dozen rows. */
async function putRow(runId: string, shards: number, unit: number, state: 'claimed' | 'committed') {
  const receipt = makeReceipt({ unit, firstItem: unit, succeeded: 1, failed: 0, bytes: Buffer.from('{}\n') });
  await storage.documents.send(
    new PutCommand({
      TableName: storage.table,
      Item: {
        ...unitKey(runId, shards, unit),
        unit,
        state,
        updatedAt: 1,
        padding: 'x'.repeat(40_000),
        ...(state === 'committed' && { receipt }),
      },
    }),
  );
  const { firstItem, items, output, failures } = receipt;
  return { unit, firstItem, items, output, failures };
}

describe('what units of a run committed', () => {
  test.each([
    ['no unit', 0, 2],
    ['one', 1, 1],
    ['fewer than shards', 2, 3],
    ['several pages in each of several shards, with gaps', 150, 2],
  ])('%s: is read in order', async (_, units, shards) => {
    const runId = crypto.randomUUID();
    const expected = [];
    for (let unit = 0; unit < units; unit++) {
      const state = unit % 5 === 3 ? 'claimed' : 'committed';
      const isThere = unit % 7 !== 2;
      const receipt = isThere ? await putRow(runId, shards, unit, state) : undefined;
      expected.push({
        unit,
        commit: receipt && { unit, state, ...(state === 'committed' && { receipt }) },
      });
    }

    const read = await Array.fromAsync(ledger.readCommits({ runId, shards, units }));

    expect(read).toEqual(expected);
  });
});
