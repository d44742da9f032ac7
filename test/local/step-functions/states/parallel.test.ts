import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, TestCloud } from '../helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

describe('Parallel', () => {
  it('runs its branches on the same input, with variables of their own', async () => {
    const branch = (name: string) => ({
      StartAt: `${name}1`,
      States: {
        [`${name}1`]: { Type: 'Pass', Assign: { mine: name }, Next: `${name}2` },
        [`${name}2`]: {
          Type: 'Pass',
          Output: ['{% $mine %}', '{% $outer %}', '{% $states.input %}'],
          End: true,
        },
      },
    });
    const execution = await cloud.run('parallel', {
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'Both' },
        Both: { Type: 'Parallel', Arguments: { x: 1 }, Branches: [branch('A'), branch('B')], End: true },
      },
    });
    expect(json(execution.output)).toEqual([
      ['A', 'o', { x: 1 }],
      ['B', 'o', { x: 1 }],
    ]);
  });

  it('fails with the branch that fails first, and stops the others', async () => {
    const execution = await cloud.run('parallel-fails', {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Long', States: { Long: { Type: 'Wait', Seconds: 600, End: true } } },
            { StartAt: 'Bad', States: { Bad: { Type: 'Fail', Error: 'Bad', Cause: 'so' } } },
          ],
          Catch: [{ ErrorEquals: ['Bad'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    });
    expect(json(execution.output)).toEqual({ Error: 'Bad', Cause: 'so' });
    expect((await cloud.history(execution.executionArn ?? '')).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'WaitStateEntered',
      'FailStateEntered',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ParallelStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });
});
