import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCloud } from '../helpers/cloud.ts';
import { only } from '../helpers/states.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

describe('the end of a machine', () => {
  it('is TIMED_OUT after TimeoutSeconds, without error and cause', async () => {
    const definition = { TimeoutSeconds: 1, ...only({ Type: 'Wait', Seconds: 600, End: true }) };
    const execution = await cloud.run('machine-timeout', definition);
    expect(execution.status).toBe('TIMED_OUT');
    expect(execution.error).toBeUndefined();
    expect(execution.cause).toBeUndefined();
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionTimedOut', previousEventId: 0 });
  });

  it('leaves Error and Cause of a Fail absent when they are', async () => {
    const execution = await cloud.run('bare-fail', only({ Type: 'Fail' }));
    expect(execution.status).toBe('FAILED');
    expect(execution.error).toBeUndefined();
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events.at(-1)?.executionFailedEventDetails).toEqual({});
  });

  it('comes when its history is full', async () => {
    const arn = await cloud.createMachine('endless', {
      StartAt: 'Again',
      States: {
        Again: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Again2' }], Default: 'Again2' },
        Again2: { Type: 'Pass', Next: 'Again' },
      },
    });
    const execution = await cloud.finished(await cloud.start(arn));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain('The execution reached the maximum number of history events (25000).');
  });
});
