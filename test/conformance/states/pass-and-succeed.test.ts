import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { only, pass } from '../states.ts';

const cloud = useCloud();

fact('a Pass without Output hands its input on', FROM.pass, async () => {
  expect(json((await cloud.run(only({ Type: 'Pass' }), { a: [1] })).output)).toEqual({ a: [1] });
});

fact('Output has literals and expressions at any depth', FROM.jsonata, async () => {
  const output = {
    a: [1, '{% $states.input.n + 1 %}', null],
    b: { c: '{% $states.input %}', d: 'not {% 1 %} an expression' },
  };
  const { output: text } = await cloud.run(pass(output), { n: 1 });
  expect(json(text)).toEqual({ a: [1, 2, null], b: { c: { n: 1 }, d: 'not {% 1 %} an expression' } });
});

for (const value of [null, 7, 'text', true, [], {}]) {
  fact(`an output may be ${JSON.stringify(value)}`, FROM.jsonata, async () => {
    expect((await cloud.run(pass(value))).output).toBe(JSON.stringify(value));
  });
}

fact('a Succeed ends the execution with its Output', FROM.succeed, async () => {
  const machine = { StartAt: 'S', States: { S: { Type: 'Succeed', Output: '{% $states.input.n * 2 %}' } } };
  const { executionArn, output } = await cloud.run(machine, { n: 4 });
  expect(output).toBe('8');
  expect(
    (await cloud.history(executionArn)).map(({ type, previousEventId }) => [type, previousEventId]),
  ).toEqual([
    ['ExecutionStarted', 0],
    ['SucceedStateEntered', 0],
    ['SucceedStateExited', 2],
    ['ExecutionSucceeded', 3],
  ]);
});
