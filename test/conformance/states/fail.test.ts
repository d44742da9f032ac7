import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';

const cloud = useCloud();
const failing = (state: object): object => ({ StartAt: 'F', States: { F: { Type: 'Fail', ...state } } });

fact('a Fail has an Error and a Cause, which may be expressions', FROM.fail, async () => {
  const state = { Error: '{% $states.input.name %}', Cause: "{% 'because of ' & $states.input.name %}" };
  const execution = await cloud.run(failing(state), { name: 'Mine' });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Mine', cause: 'because of Mine' });
});

fact('a Fail without them leaves both out', FROM.localStack('base/test_base.snapshot.json'), async () => {
  const execution = await cloud.run(failing({}));
  expect(execution.status).toBe('FAILED');
  expect([execution.error, execution.cause]).toEqual([undefined, undefined]);
  const events = await cloud.history(execution.executionArn);
  expect(events.map(({ type }) => type)).toEqual(['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']);
});

fact('an Error must be a text', FROM.jsonata, async () => {
  expect(await cloud.run(failing({ Error: '{% 5 %}' }))).toMatchObject({
    error: 'States.QueryEvaluationError',
  });
});

fact('a Fail has no Next, Output or Assign', FROM.language('Fail State'), async () => {
  for (const field of [{ Next: 'F' }, { Output: 1 }, { Assign: { x: 1 } }]) {
    await expect(cloud.createMachine(failing(field))).rejects.toMatchObject({ name: 'InvalidDefinition' });
  }
});
