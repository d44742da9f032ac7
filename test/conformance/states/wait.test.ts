import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { only } from '../states.ts';

const cloud = useCloud();
const sooner = () => new Date(Date.now() + 300).toISOString();

for (const [title, state] of [
  ['Seconds', { Seconds: 1 }],
  ['Seconds by an expression', { Seconds: '{% $states.input.seconds %}' }],
  ['Timestamp by an expression', { Timestamp: '{% $states.input.at %}' }],
] as const) {
  fact(`a Wait has ${title}, and its Output`, FROM.wait, async () => {
    const before = Date.now();
    const execution = await cloud.run(only({ Type: 'Wait', ...state, Output: 'waited' }), {
      seconds: 1,
      at: sooner(),
    });
    expect(execution.output).toBe('"waited"');
    expect(Date.now() - before).toBeGreaterThanOrEqual(250);
  });
}

for (const state of [{ Timestamp: '2020-01-01T00:00:00Z' }, { Seconds: 0 }]) {
  fact(`a Wait for ${JSON.stringify(state)} goes on at once`, FROM.wait, async () => {
    expect(await cloud.run(only({ Type: 'Wait', ...state }))).toMatchObject({
      status: 'SUCCEEDED',
      output: '{}',
    });
  });
}

fact('what is no timestamp fails the state', FROM.wait, async () => {
  const execution = await cloud.run(only({ Type: 'Wait', Timestamp: "{% 'soon' %}" }));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
});

for (const [title, state] of [
  ['exactly one of Seconds and Timestamp', { Seconds: 1, Timestamp: '2020-01-01T00:00:00Z' }],
  ['no Seconds below 0', { Seconds: -1 }],
  ['no Seconds above 99999999', { Seconds: 100_000_000 }],
  ['no SecondsPath, which is of JSONPath', { SecondsPath: '$.s' }],
] as const) {
  fact(`a Wait has ${title}`, FROM.wait, async () => {
    await expect(cloud.createMachine(only({ Type: 'Wait', ...state }))).rejects.toMatchObject({
      name: 'InvalidDefinition',
    });
  });
}
