import { expect, test } from 'vitest';
import { createAwsClients, destroyClients } from '../../client/clients.ts';
import { startExecution } from '../../client/start-execution.ts';
import { type StubAnswer, startAwsStub } from './aws-stub.ts';

const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:double';
const alreadyExists = { status: 400, body: { __type: 'ExecutionAlreadyExists', message: 'taken' } };
const started = { body: { executionArn: 'arn:execution', startDate: 1 } };

async function start(answer: (count: number) => StubAnswer) {
  let count = 0;
  await using stub = await startAwsStub(() => answer(++count));
  const clients = createAwsClients({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: { sfn: stub.url },
  });
  try {
    const arn = await startExecution(clients.sfn, { stateMachineArn, runId: 'run-1', input: '{}' });
    return { arn, requests: stub.requests };
  } finally {
    destroyClients(clients);
  }
}

test('names the first execution of a run id', async () => {
  const { arn, requests } = await start(() => started);
  expect(arn).toBe('arn:execution');
  expect(requests).toEqual([
    { operation: 'StartExecution', body: { stateMachineArn, name: 'run-1-1', input: '{}' } },
  ]);
});

test('counts up while names are taken', async () => {
  const { requests } = await start((count) => (count <= 2 ? alreadyExists : started));
  expect(requests.map(({ body }) => body)).toEqual([
    expect.objectContaining({ name: 'run-1-1' }),
    expect.objectContaining({ name: 'run-1-2' }),
    expect.objectContaining({ name: 'run-1-3' }),
  ]);
});

test('passes every other error on', async () => {
  const denied = { status: 400, body: { __type: 'StateMachineDoesNotExist', message: 'no such machine' } };
  await expect(start(() => denied)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});
