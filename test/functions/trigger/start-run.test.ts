import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { executionInput } from '../../../core/contracts/execution-input.ts';
import { startRun } from '../../../functions/trigger/start-run.ts';
import type { Triggered } from '../../../functions/trigger/trigger-surroundings.ts';
import { startTrigger, type Trigger } from './start-trigger.ts';

vi.spyOn(console, 'log').mockReturnValue();
let trigger: Trigger;
beforeAll(async () => {
  trigger = await startTrigger();
});
beforeEach(() => {
  trigger.machine.executions.clear();
  trigger.machine.starts.length = 0;
});
afterAll(() => trigger.close());

const inputs = () => [...trigger.machine.executions.values()].map(({ input }) => JSON.parse(input));

function started(outcome: Triggered) {
  if (outcome.outcome !== 'started') throw new Error(`it is ${JSON.stringify(outcome)}`);
  return outcome;
}

describe('an object of the inbox', () => {
  test('starts one run, named after it', async () => {
    const event = await trigger.put('inbox/2026/flights.jsonl', '{}\n');
    const { runId, executionArn } = started(await startRun(trigger.around, event));
    expect(runId).toMatch(/^flights-[0-9a-f]{8}-[0-9a-f]{20}$/);
    const { etag } = event.detail.object;
    expect(inputs()).toEqual([{ runId, source: { uri: 's3://bucket/inbox/2026/flights.jsonl', etag } }]);
    expect([...trigger.machine.executions.values()]).toMatchObject([
      { name: `${runId}-inbox`, executionArn },
    ]);
    expect(executionInput.safeParse(inputs()[0]).success).toBe(true);
    expect(await trigger.readRefusal('inbox/2026/flights.jsonl')).toBeUndefined();
  });

  test('starts one run only, however often its event comes, also after the end of the run', async () => {
    const event = await trigger.put('inbox/often.jsonl', '{}\n');
    const first = started(await startRun(trigger.around, event));
    expect(await Promise.all([1, 2, 3].map(() => startRun(trigger.around, event)))).toEqual([
      first,
      first,
      first,
    ]);
    trigger.machine.end(`${first.runId}-inbox`, { status: 'SUCCEEDED' });
    expect(await startRun(trigger.around, event)).toEqual(first);
    expect(trigger.machine.starts).toHaveLength(5);
    expect(trigger.machine.executions.size).toBe(1);
  });

  test('starts another run when the same content is put again', async () => {
    const first = await trigger.put('inbox/again.jsonl', '{}\n');
    await startRun(trigger.around, first);
    const second = await trigger.put('inbox/again.jsonl', '{}\n');
    await startRun(trigger.around, second);
    await startRun(trigger.around, first);
    expect(trigger.machine.executions.size).toBe(2);
  });

  test('starts no second run when the event of an overwritten object comes late', async () => {
    const old = await trigger.put('inbox/late.jsonl', '{"n":1}\n');
    const now = await trigger.put('inbox/late.jsonl', '{"n":2}\n');
    started(await startRun(trigger.around, now));
    expect(await startRun(trigger.around, old)).toMatchObject({ outcome: 'left' });
    expect(trigger.machine.executions.size).toBe(1);
  });

  test('starts none when it is gone', async () => {
    const event = await trigger.put('inbox/gone.jsonl', '{}\n');
    await trigger.around.s3.send(
      new DeleteObjectCommand({ Bucket: trigger.bucket, Key: 'inbox/gone.jsonl' }),
    );
    expect(await startRun(trigger.around, event)).toEqual({
      outcome: 'left',
      reason: 'it is not there any more',
    });
    expect(trigger.machine.starts).toEqual([]);
  });

  test('starts its run though Step Functions is throttling', async () => {
    const event = await trigger.put('inbox/throttled.jsonl', '{}\n');
    trigger.machine.troubles.push('ThrottlingException');
    started(await startRun(trigger.around, event));
    expect(trigger.machine.executions.size).toBe(1);
  });

  test('fails where Step Functions refuses it, so that the event comes again', async () => {
    const event = await trigger.put('inbox/denied.jsonl', '{}\n');
    trigger.machine.troubles.push('AccessDeniedException');
    await expect(startRun(trigger.around, event)).rejects.toThrow('AccessDeniedException');
    started(await startRun(trigger.around, event));
  });
});

describe('options', () => {
  test('come by metadata and by the sidecar, the metadata first', async () => {
    await trigger.put(
      'inbox/tuned.jsonl.options.json',
      JSON.stringify({ version: 1, maxConcurrency: 2, unitItems: 'auto', timeout: '5 seconds' }),
    );
    const event = await trigger.put('inbox/tuned.jsonl', '{}\n', {
      'fanfold-max-concurrency': '3',
      'fanfold-compress': 'gzip',
      'fanfold-adaptive-concurrency': 'false',
      owner: 'someone',
    });
    const { runId } = started(await startRun(trigger.around, event));
    expect(inputs()).toEqual([
      {
        version: 1,
        maxConcurrency: 3,
        unitItems: 'auto',
        timeout: '5 seconds',
        compress: 'gzip',
        adaptiveConcurrency: false,
        runId,
        source: { uri: 's3://bucket/inbox/tuned.jsonl', etag: event.detail.object.etag },
      },
    ]);
  });

  test('that are wrong are refused beside the object, all at once, and nothing starts', async () => {
    await trigger.put('inbox/wrong.jsonl.options.json', '{"retries": -1}');
    const event = await trigger.put('inbox/wrong.jsonl', '{}\n', { 'fanfold-speed': 'high' });
    expect(await startRun(trigger.around, event)).toEqual({
      outcome: 'refused',
      refusal: 's3://bucket/inbox/wrong.jsonl.error.json',
    });
    const refusal = await trigger.readRefusal('inbox/wrong.jsonl');
    expect(refusal).toMatchObject({
      code: 'InvalidRunInput',
      object: 's3://bucket/inbox/wrong.jsonl',
      etag: event.detail.object.etag,
      at: '2026-08-01T12:00:00Z',
    });
    expect(refusal?.message).toMatch(/metadata fanfold-speed is no option.*\n.*sidecar retries is -1/);
    expect(refusal?.allowed?.metadata).toContain('fanfold-retries');
    expect(refusal?.runId).toBeUndefined();
    await startRun(trigger.around, event);
    expect(await trigger.readRefusal('inbox/wrong.jsonl')).toEqual(refusal);
    expect(trigger.machine.starts).toEqual([]);
  });

  test('in a sidecar too large to be one are refused unread', async () => {
    await trigger.put('inbox/large.jsonl.options.json', `{"retries": 1${' '.repeat(64 * 1024)}}`);
    await startRun(trigger.around, await trigger.put('inbox/large.jsonl', '{}\n'));
    expect((await trigger.readRefusal('inbox/large.jsonl'))?.message).toContain('it may have 65536');
  });
});

describe('nothing is started by', () => {
  test.each(['inbox/a.jsonl.options.json', 'inbox/a.jsonl.error.json', 'inbox/folder/', 'sources/a.jsonl'])(
    '%s',
    async (key) => {
      const before = await trigger.storage.listKeys('');
      const event = await trigger.put(key, '-');
      expect(await startRun(trigger.around, event)).toMatchObject({ outcome: 'left' });
      expect(trigger.machine.starts).toEqual([]);
      expect(await trigger.storage.listKeys('')).toEqual([...new Set([...before, key])].sort());
    },
  );

  test('an object of another bucket', async () => {
    const event = await trigger.put('inbox/mine.jsonl', '{}\n');
    event.detail.bucket.name = 'somebody-elses';
    expect(await startRun(trigger.around, event)).toEqual({
      outcome: 'left',
      reason: 'only objects of bucket start runs',
    });
    expect(trigger.machine.starts).toEqual([]);
  });
});
