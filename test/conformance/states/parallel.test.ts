import { expect } from 'vitest';
import { FunctionFailure, json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, invoke, only } from '../states.ts';

const cloud = useCloud();
const branch = (name: string, state: object): object => ({
  StartAt: name,
  States: { [name]: { End: true, ...state } },
});
const parallel = (branches: object[], rest: object = {}): object => ({
  Type: 'Parallel',
  Branches: branches,
  ...rest,
});

fact('the result is the outputs in the order of the branches', FROM.parallel, async () => {
  const state = parallel([
    branch('A', { Type: 'Wait', Seconds: 1, Output: 'slow' }),
    branch('B', { Type: 'Pass', Output: 'fast' }),
  ]);
  expect(json((await cloud.run(only(state))).output)).toEqual(['slow', 'fast']);
});

fact('every branch gets Arguments as its input', FROM.parallel, async () => {
  const state = parallel([branch('A', { Type: 'Pass' }), branch('B', { Type: 'Pass' })], {
    Arguments: { n: '{% $states.input.n + 1 %}' },
    Output: '{% $states.result.n %}',
  });
  expect(json((await cloud.run(only(state), { n: 1 })).output)).toEqual([2, 2]);
});

fact('a branch that fails fails the state and ends the others', FROM.parallel, async () => {
  const state = parallel([branch('A', { Type: 'Wait', Seconds: 600 }), branch('B', invoke('fails'))]);
  cloud.functions.fails = () => {
    throw new FunctionFailure('Mine', 'as told');
  };
  const execution = await cloud.run(caught(state, ['Mine']));
  expect(json(execution.output).Error).toBe('Mine');
  const types = (await cloud.history(execution.executionArn)).map(({ type }) => type);
  expect(types).toContain('WaitStateAborted');
  expect(types).toContain('ParallelStateFailed');
});

fact('a branch’s states read outer variables and keep their own to themselves', FROM.variables, async () => {
  const inner = branch('A', { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Output: '{% $outer %}' });
  const execution = await cloud.run({
    StartAt: 'One',
    States: {
      One: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Both' },
      Both: parallel([inner], { Next: 'After' }),
      After: {
        Type: 'Pass',
        Output: { branch: '{% $states.input %}', gone: '{% $exists($inner) %}' },
        End: true,
      },
    },
  });
  expect(json(execution.output)).toEqual({ branch: [1], gone: false });
});

fact('a branch may not assign a variable of the scope around it', FROM.variables, async () => {
  const machine = {
    StartAt: 'One',
    States: {
      One: { Type: 'Pass', Assign: { x: 1 }, Next: 'Both' },
      Both: parallel([branch('A', { Type: 'Pass', Assign: { x: 2 } })], { End: true }),
    },
  };
  await expect(cloud.createMachine(machine)).rejects.toMatchObject({ name: 'InvalidDefinition' });
});
