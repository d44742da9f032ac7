import { expect, test } from 'vitest';
import type { RunRow } from '../../aws/ledger/index.ts';
import { createAwsClients, destroyClients } from '../../client/clients.ts';
import type { RunLedger } from '../../client/run-ledger.ts';
import { stopRun } from '../../client/stop-run.ts';
import { startAwsStub } from './aws-stub.ts';

const row = (change: Partial<RunRow> = {}): RunRow => ({
  runId: 'run-1',
  task: 'double',
  status: 'RUNNING',
  epoch: 2,
  generation: 1,
  executionArn: 'arn:now',
  openedAt: 0,
  source: [],
  settings: { codeDigest: '00', format: 'jsonl', compress: 'none', timeoutMs: 1, retries: 0 },
  shards: 1,
  ...change,
});

/** Stops a run of which the ledger has a row, and whose execution is in some status. */
async function stop(run: RunRow | undefined, options: { execution?: string; open?: boolean } = {}) {
  const { execution = 'RUNNING', open = true } = options;
  await using stub = await startAwsStub(() => ({ body: { status: execution, startDate: 1, stopDate: 2 } }));
  const ended: unknown[] = [];
  const ledger: RunLedger = {
    getRun: async () => run,
    readProgress: async () => ({ cursor: 0, changed: [] }),
    async endRun(runId, epoch, { reason, message }) {
      ended.push({ runId, epoch, reason, message });
      return open;
    },
  };
  const clients = createAwsClients({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: { sfn: stub.url },
  });
  try {
    const target = { runId: 'run-1', executionArn: 'arn:now' };
    const answer = await stopRun({ sfn: clients.sfn, ledger }, target, 'enough');
    return { answer, ended, operations: stub.requests.map(({ operation }) => operation) };
  } finally {
    destroyClients(clients);
  }
}

test('a run that runs is ended in its ledger, and its execution ends by itself', async () => {
  expect(await stop(row())).toEqual({
    answer: 'stopping',
    ended: [{ runId: 'run-1', epoch: 2, reason: 'STOPPED', message: 'enough' }],
    operations: ['DescribeExecution'],
  });
});

test.each([
  ['the run was never opened', undefined],
  ['the row is an earlier execution’s', row({ executionArn: 'arn:earlier' })],
  ['its items are being found', row({ status: 'PLANNING' })],
])('when %s, the execution is ended by StopExecution', async (_, run) => {
  expect(await stop(run)).toEqual({
    answer: 'aborted',
    ended: [],
    operations: ['DescribeExecution', 'StopExecution'],
  });
});

test('a run that is being sealed, or being ended already, is left alone', async () => {
  expect(await stop(row({ status: 'SEALING' }))).toMatchObject({ answer: 'ending', ended: [] });
  expect(await stop(row(), { open: false })).toMatchObject({
    answer: 'ending',
    operations: ['DescribeExecution'],
  });
});

test('a run that has ended is left alone, whatever its row says', async () => {
  expect(await stop(row(), { execution: 'ABORTED' })).toMatchObject({ answer: 'ended', ended: [] });
});
