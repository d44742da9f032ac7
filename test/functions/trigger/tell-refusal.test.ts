import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startRun } from '../../../functions/trigger/start-run.ts';
import { tellRefusal } from '../../../functions/trigger/tell-refusal.ts';
import { stateMachineArn } from './start-state-machine.ts';
import { startTrigger, type Trigger } from './start-trigger.ts';

vi.spyOn(console, 'log').mockReturnValue();
let trigger: Trigger;
beforeAll(async () => {
  trigger = await startTrigger();
});
beforeEach(() => trigger.machine.executions.clear());
afterAll(() => trigger.close());

const refused = {
  status: 'FAILED',
  error: 'SourceRefused',
  cause: 'inbox/a.txt has no known format',
} as const;

/** Puts an object and starts its run; gives the names of both. */
async function startByObject(key: string) {
  const event = await trigger.put(key, '{}\n');
  const outcome = await startRun(trigger.around, event);
  if (outcome.outcome !== 'started') throw new Error('it was not started');
  return { ...outcome, name: `${outcome.runId}-inbox`, etag: event.detail.object.etag };
}

/** Hands the failure of an execution to the trigger, as EventBridge does. */
function tell(name: string) {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return tellRefusal(
    trigger.around,
    {
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      detail: { executionArn, stateMachineArn, name, status: 'FAILED' },
    },
    [0, 0],
  );
}

test('a run that Plan refused is told beside its object, each time in the same words', async () => {
  const { name, runId, etag } = await startByObject('inbox/a.txt');
  trigger.machine.end(name, refused);
  const told = { outcome: 'refused', refusal: 's3://bucket/inbox/a.txt.error.json' };
  expect(await tell(name)).toEqual(told);
  const refusal = await trigger.readRefusal('inbox/a.txt');
  expect(refusal).toEqual({
    version: 1,
    code: 'SourceRefused',
    message: refused.cause,
    object: 's3://bucket/inbox/a.txt',
    etag,
    at: new Date(1_790_000_060_000).toISOString(),
    runId,
  });
  expect(await tell(name)).toEqual(told);
  expect(await trigger.readRefusal('inbox/a.txt')).toEqual(refusal);
});

test.each([
  ['failed later', 'ToleratedFailureThresholdExceeded', 'it was not refused but failed by'],
  ['crashed', 'States.Timeout', 'it was not refused but failed by'],
])('a run that %s is left to its report', async (_, error, reason) => {
  const key = `inbox/${error}.jsonl`;
  const { name } = await startByObject(key);
  trigger.machine.end(name, { status: 'FAILED', error, cause: 'why' });
  expect(await tell(name)).toMatchObject({ outcome: 'left', reason: expect.stringContaining(reason) });
  expect(await trigger.readRefusal(key)).toBeUndefined();
});

test('a run that was redriven meanwhile is left', async () => {
  const { name } = await startByObject('inbox/redriven.jsonl');
  expect(await tell(name)).toEqual({ outcome: 'left', reason: 'it was redriven' });
});

test('an object that was put anew since is not told of', async () => {
  const { name } = await startByObject('inbox/anew.txt');
  trigger.machine.end(name, refused);
  await trigger.put('inbox/anew.txt', '{"other": "content"}\n');
  expect(await tell(name)).toMatchObject({
    outcome: 'left',
    reason: expect.stringContaining('put anew since'),
  });
  expect(await trigger.readRefusal('inbox/anew.txt')).toBeUndefined();
});

test.each([
  ['by name', 'nightly-inbox', { runId: 'nightly', source: { uri: 's3://bucket/inbox/own.txt' } }],
  [
    'by what it reads',
    'own-d41d8cd9-0123456789abcdef0123-inbox',
    { runId: 'own-d41d8cd9-0123456789abcdef0123', source: { uri: 's3://other/inbox/own.txt' } },
  ],
  [
    'by its run',
    'own-d41d8cd9-0123456789abcdef0123-inbox',
    { runId: 'another', source: { uri: 's3://bucket/inbox/own.txt' } },
  ],
  ['by inline items', 'own-d41d8cd9-0123456789abcdef0123-inbox', { source: { items: [] } }],
  [
    'by a key outside the inbox',
    'own-d41d8cd9-0123456789abcdef0123-inbox',
    { runId: 'own-d41d8cd9-0123456789abcdef0123', source: { uri: 's3://bucket/datasets/own.txt' } },
  ],
])('an execution that somebody else started is left: %s', async (_, name, input) => {
  await trigger.put('inbox/own.txt', '{}\n');
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  trigger.machine.executions.set(name, {
    executionArn,
    name,
    input: JSON.stringify(input),
    startDate: 1_790_000_000,
    ...refused,
  });
  expect(await tell(name)).toEqual({ outcome: 'left', reason: 'no object of the inbox started it' });
  expect(await trigger.storage.listKeys('datasets/')).toEqual([]);
  expect(await trigger.readRefusal('inbox/own.txt')).toBeUndefined();
});
