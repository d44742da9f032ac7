import { expect } from 'vitest';
import { FunctionFailure, json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, invoke, only } from '../states.ts';

const cloud = useCloud();
const catching = (rest: object, Caught: object = { Type: 'Succeed' }): object => ({
  StartAt: 'Try',
  States: { Try: { End: true, ...invoke('fails'), ...rest }, Caught },
});

function fail(error: string): void {
  cloud.functions.fails = () => {
    throw new FunctionFailure(error, 'as told');
  };
}

fact('a catcher without Output hands on Error and Cause', FROM.errors, async () => {
  fail('Mine');
  const { output } = await cloud.run(catching({ Catch: [{ ErrorEquals: ['Mine'], Next: 'Caught' }] }));
  expect(json(output)).toEqual({ Error: 'Mine', Cause: expect.stringContaining('"errorType":"Mine"') });
});

fact('a catcher’s Output and Assign see the input and $states.errorOutput', FROM.jsonata, async () => {
  fail('Mine');
  const catcher = {
    ErrorEquals: ['Mine'],
    Assign: { name: '{% $states.errorOutput.Error %}' },
    Output: { input: '{% $states.input %}', cause: '{% $exists($states.errorOutput.Cause) %}' },
    Next: 'Caught',
  };
  const seen = { Type: 'Succeed', Output: '{% $merge([$states.input, {"name": $name}]) %}' };
  const { output } = await cloud.run(catching({ Catch: [catcher] }, seen), { n: 1 });
  expect(json(output)).toEqual({ input: { n: 1 }, cause: true, name: 'Mine' });
});

fact('retries come before catchers', FROM.errors, async () => {
  let runs = 0;
  cloud.functions.fails = () => {
    runs += 1;
    throw new FunctionFailure('Mine', 'as told');
  };
  const retry = [{ ErrorEquals: ['Mine'], IntervalSeconds: 1, MaxAttempts: 1 }];
  await cloud.run(catching({ Retry: retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }));
  expect(runs).toBe(2);
});

fact('the first catcher that names the error counts', FROM.errors, async () => {
  fail('Mine');
  const catchers = [
    { ErrorEquals: ['Other'], Output: 'other', Next: 'Caught' },
    { ErrorEquals: ['Mine'], Output: 'mine', Next: 'Caught' },
    { ErrorEquals: ['States.ALL'], Output: 'all', Next: 'Caught' },
  ];
  expect((await cloud.run(catching({ Catch: catchers }))).output).toBe('"mine"');
});

fact('an expression of the state that fails can be caught', FROM.jsonata, async () => {
  const state = invoke('fails', { Arguments: { FunctionName: '{% $states.input.nothing %}' } });
  const { output } = await cloud.run(caught(state, ['States.QueryEvaluationError']));
  expect(json(output)).toMatchObject({ Error: 'States.QueryEvaluationError' });
});

fact('States.Runtime can’t be caught', FROM.errors, async () => {
  const map = { Type: 'Map', ItemProcessor: only({ Type: 'Pass' }) };
  for (const name of ['States.Runtime', 'States.ALL']) {
    expect(await cloud.run(caught(map, [name]), {})).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  }
});

for (const [title, errorEquals, position] of [
  ['alone in its list', ['States.ALL', 'Mine'], 1],
  ['last', ['States.ALL'], 0],
] as const) {
  fact(`States.ALL must stand ${title}`, FROM.language('Errors'), async () => {
    const catchers: object[] = [{ ErrorEquals: ['Mine'], Next: 'Caught' }];
    const all = { ErrorEquals: errorEquals, Next: 'Caught' };
    const created = cloud.createMachine(catching({ Catch: catchers.toSpliced(position, 0, all) }));
    await expect(created).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
}
