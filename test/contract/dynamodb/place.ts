import { vi } from 'vitest';
import { createDocumentClient } from '../../../aws/clients.ts';
import { createLedger, type UnitId } from '../../../aws/ledger/index.ts';
import { createLedgerTable } from '../../../bench/fan-in/create-ledger-table.ts';
import { makeRange, makeReceipt, progressOf } from '../../support/make-receipt.ts';
import { account } from '../subject.ts';

/** The ledger's table, fanfold's own client and its adapter on it. */
export type DynamoDbPlace = Awaited<ReturnType<typeof openDynamoDbPlace>>;

/** Milliseconds of a claim. */
export const leaseMs = 1_000;

/** Makes the ledger's table on a service. Clients find it as a Lambda's do, by the environment, so one is open at a time. */
export async function openDynamoDbPlace(url: string) {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', url);
  vi.stubEnv('AWS_REGION', account.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const table = `contract-${crypto.randomUUID()}`;
  const client = createDocumentClient();
  await createLedgerTable(client, table);
  /** The ledger's clock, epoch milliseconds. */
  const clock = { now: 1_000_000 };
  const ledger = createLedger({ client, table, now: () => clock.now, ttlDays: 2 });
  return {
    client,
    table,
    clock,
    ledger,
    /** A unit that nobody has claimed, of a run of its own. */
    newUnit: (): UnitId => ({ runId: crypto.randomUUID(), shards: 1, unit: 7 }),
    claim: (id: UnitId, owner: string, epoch = 1) =>
      ledger.claimUnit(id, { owner, epoch, generation: 1, leaseMs, range: makeRange(id.unit) }),
    commit: (id: UnitId, owner: string, epoch = 1) => {
      const receipt = receiptOf(id, owner, epoch);
      return ledger.commitUnit(id, receipt, { base: 0, progress: progressOf(receipt) });
    },
    async close(): Promise<void> {
      client.destroy();
      vi.unstubAllEnvs();
    },
  };
}

/** What an attempt did of a unit. */
export function receiptOf({ unit }: UnitId, owner: string, epoch: number) {
  const bytes = Buffer.from('{"n":1}\n');
  return makeReceipt(
    { unit, firstItem: unit * 10, succeeded: 2, failed: 1, bytes },
    { epoch, environment: owner },
  );
}
