import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, invoke, only } from '../states.ts';

const cloud = useCloud();
const timeouts = FROM.localStack('timeouts/test_timeouts.snapshot.json');
const forever = () => new Promise(() => {});

fact('TimeoutSeconds ends in States.Timeout without a cause', timeouts, async () => {
  cloud.functions.forever = forever;
  const execution = await cloud.run(only(invoke('forever', { TimeoutSeconds: '{% $states.input.s %}' })), {
    s: 1,
  });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(execution.cause).toBeUndefined();
  const [timedOut, failed] = (await cloud.history(execution.executionArn)).slice(-2);
  expect(timedOut).toMatchObject({
    type: 'TaskTimedOut',
    taskTimedOutEventDetails: { resourceType: 'lambda', resource: 'invoke', error: 'States.Timeout' },
  });
  expect(failed?.executionFailedEventDetails).toEqual({ error: 'States.Timeout' });
});

fact('what is caught of a timeout has an empty cause', timeouts, async () => {
  cloud.functions.forever = forever;
  const { output } = await cloud.run(caught(invoke('forever', { TimeoutSeconds: 1 }), ['States.Timeout']));
  expect(json(output)).toEqual({ Error: 'States.Timeout', Cause: '' });
});

fact('States.TaskFailed does not catch a timeout', FROM.errors, async () => {
  cloud.functions.forever = forever;
  const execution = await cloud.run(caught(invoke('forever', { TimeoutSeconds: 1 }), ['States.TaskFailed']));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

assumption('a task that sends no heartbeats misses them', async () => {
  cloud.functions.forever = forever;
  const state = invoke('forever', { HeartbeatSeconds: 1, TimeoutSeconds: 600 });
  const { output } = await cloud.run(caught(state, ['States.HeartbeatTimeout']));
  expect(json(output).Error).toBe('States.Timeout');
});
