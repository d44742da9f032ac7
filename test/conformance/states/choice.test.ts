import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';

const cloud = useCloud();
const choosing = (choices: object[], rest: object = { Default: 'Last' }): object => ({
  StartAt: 'Choose',
  States: { Choose: { Type: 'Choice', Choices: choices, ...rest }, Last: { Type: 'Succeed' } },
});

fact('the first Condition that is true leads on, with its own Output and Assign', FROM.choice, async () => {
  const rule = (limit: number) => ({
    Condition: `{% $states.input.n > ${limit} %}`,
    Assign: { over: limit },
    Output: { n: '{% $states.input.n %}' },
    Next: 'Seen',
  });
  const { output } = await cloud.run(
    {
      StartAt: 'Choose',
      States: {
        Choose: { Type: 'Choice', Choices: [rule(10), rule(5), rule(1)], Default: 'Seen' },
        Seen: { Type: 'Succeed', Output: ['{% $states.input %}', '{% $over %}'] },
      },
    },
    { n: 7 },
  );
  expect(json(output)).toEqual([{ n: 7 }, 5]);
});

fact('the state’s own Output is for Default', FROM.choice, async () => {
  const rest = { Default: 'Last', Output: 'by default' };
  const { output } = await cloud.run(choosing([{ Condition: '{% false %}', Next: 'Last' }], rest));
  expect(output).toBe('"by default"');
});

fact('no Condition and no Default is States.NoChoiceMatched', FROM.choice, async () => {
  const execution = await cloud.run(choosing([{ Condition: '{% false %}', Next: 'Last' }], {}));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
});

fact('a Condition must be a boolean', FROM.jsonata, async () => {
  const execution = await cloud.run(choosing([{ Condition: '{% 1 %}', Next: 'Last' }]));
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining("Expected 'boolean', but was 'number' for value: 1"),
  });
});

for (const field of [{ Variable: '$.n', NumericEquals: 1 }, { And: [] }]) {
  fact(`a rule with ${Object.keys(field)[0]} is of JSONPath and refused`, FROM.jsonata, async () => {
    const created = cloud.createMachine(choosing([{ ...field, Condition: '{% true %}', Next: 'Last' }]));
    await expect(created).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
}

fact('a Choice has neither Next nor End, and at least one rule', FROM.language('Choice State'), async () => {
  for (const broken of [choosing([], {}), choosing([{ Condition: true, Next: 'Last' }], { End: true })]) {
    await expect(cloud.createMachine(broken)).rejects.toMatchObject({ name: 'InvalidDefinition' });
  }
});
