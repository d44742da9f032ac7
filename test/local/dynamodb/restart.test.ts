import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GetCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, createFolder, createLedger, TABLE } from './ledger-table.ts';

async function startHost(root: string): Promise<{ host: ChildProcess; url: string }> {
  const host = fork(fileURLToPath(new URL('host.ts', import.meta.url)), [root]);
  onTestFinished(() => void host.kill('SIGKILL'));
  const [url] = await once(host, 'message');
  return { host, url: String(url) };
}

async function kill(host: ChildProcess): Promise<void> {
  const exited = once(host, 'exit');
  host.kill('SIGKILL');
  await exited;
}

test('what was written is there after the process is killed in the midst of writing, table and index alike', async () => {
  const root = await createFolder();
  const first = await startHost(root);
  const writer = createClient(first.url);
  await createLedger(writer);
  let written = 0;
  const writing = (async () => {
    for (;;) {
      await writer.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: { pk: 'run#1', sk: written % 50 },
          UpdateExpression: 'SET #run = :run, updated = :at',
          ExpressionAttributeNames: { '#run': 'run' },
          ExpressionAttributeValues: { ':run': 'run#1', ':at': written },
        }),
      );
      written += 1;
    }
  })().catch(() => undefined);
  await expect.poll(() => written, { timeout: 20_000 }).toBeGreaterThan(300);
  await kill(first.host);
  await writing;

  const second = await startHost(root);
  const reader = createClient(second.url);
  const last = await reader.send(
    new GetCommand({ TableName: TABLE, Key: { pk: 'run#1', sk: (written - 1) % 50 } }),
  );
  const table = await reader.send(new ScanCommand({ TableName: TABLE }));
  const index = await reader.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName: 'byUpdate',
      KeyConditionExpression: '#run = :run',
      ExpressionAttributeNames: { '#run': 'run' },
      ExpressionAttributeValues: { ':run': 'run#1' },
    }),
  );

  expect(last.Item?.updated).toBeGreaterThanOrEqual(written - 1);
  const byTime = (a: { updated?: number }, b: { updated?: number }) => (a.updated ?? 0) - (b.updated ?? 0);
  expect(index.Items).toEqual([...(table.Items ?? [])].sort(byTime));
});
