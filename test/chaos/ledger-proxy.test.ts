import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLedger, type Ledger, noProgress } from '../../aws/ledger/index.ts';
import { createChoices } from '../../bench/chaos/chance.ts';
import { type LedgerProxy, startLedgerProxy } from '../../bench/chaos/ledger-proxy.ts';
import { makeRange, makeReceipt } from '../support/make-receipt.ts';
import { type Storage, startStorage } from '../support/start-storage.ts';

let storage: Storage;
let proxy: LedgerProxy;
let client: DynamoDBClient;
/** The ledger behind the proxy. */
let ledger: Ledger;
let said: string[];
beforeEach(async () => {
  storage = await startStorage();
  said = [];
  proxy = await startLedgerProxy(createChoices(1, 0), (line) => said.push(line));
  proxy.target = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  client = new DynamoDBClient({ endpoint: proxy.url });
  ledger = createLedger({ client: DynamoDBDocumentClient.from(client), table: storage.table });
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await storage.close();
});

const id = { runId: 'run', shards: 1, unit: 3 };
const claim = { owner: 'a', epoch: 1, generation: 1, leaseMs: 10_000, range: makeRange(3) };
const receipt = makeReceipt({ unit: 3, firstItem: 30, succeeded: 1, failed: 0, bytes: Buffer.from('row') });

test('passes everything on, and tells what became of units', async () => {
  await ledger.claimUnit(id, claim);
  await ledger.joinUnit(id, 1);
  await ledger.heartbeatUnit(id, { ...claim, progress: noProgress });
  await ledger.commitUnit(id, receipt, { base: 0, progress: noProgress });
  expect(await ledger.claimUnit(id, claim)).toBeUndefined();

  expect(proxy.changes.map(({ kind, unit }) => [kind, unit])).toEqual([
    ['claim', 3],
    ['copy', 3],
    ['commit', 3],
  ]);
  expect((await storage.ledger.getUnit(id))?.state).toBe('committed');
});

test('loses the answer to a write that was done: it is sent again, which the ledger sees as a second claim', async () => {
  await ledger.claimUnit(id, claim);
  proxy.trouble = { held: 1, mostHeldMs: 10, lost: 0.5, lostOfRun: 0 };
  let lost = false;
  for (let unit = 10; !lost; unit++) {
    const other = { ...id, unit };
    lost = (await ledger.claimUnit(other, { ...claim, range: makeRange(unit) }))?.attempt === 2;
    expect((await storage.ledger.getUnit(other))?.owner).toBe('a');
  }

  expect(said).toContainEqual(expect.stringMatching(/^hold claim of unit 10 for \d+ ms$/));
  expect(said).toContainEqual(expect.stringMatching(/^lose the answer \(200\) to claim of unit \d+$/));
});

test('breaks connections off while the ledger is down', async () => {
  proxy.target = undefined;

  await expect(ledger.getRun('run')).rejects.toThrow();
});
