import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, TestCloud } from '../helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

describe('Choice', () => {
  const machine = (rest: object = { Default: 'Else' }) => ({
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 5 %}', Next: 'End', Output: 'big', Assign: { size: 'L' } },
          { Condition: '{% $states.input.n > 2 %}', Next: 'End' },
          { Condition: false, Next: 'Else' },
        ],
        Output: 'default',
        ...rest,
      },
      Else: { Type: 'Pass', Output: { else: '{% $states.input %}' }, Next: 'End' },
      End: { Type: 'Succeed' },
    },
  });

  it.each([
    [7, 'big'],
    [3, { n: 3 }],
    [1, { else: 'default' }],
  ])('leads %d on', async (n, output) => {
    const arn = await cloud.createMachine('choice', machine());
    expect(json((await cloud.finished(await cloud.start(arn, { n }))).output)).toEqual(output);
  });

  it('fails without a match, and on a condition that is no boolean', async () => {
    const States = { ...machine().States, Choose: { ...machine().States.Choose, Default: undefined } };
    States.Choose.Choices[2] = { Condition: "{% $states.input.n = 1 ? 'yes' : false %}", Next: 'Else' };
    const arn = await cloud.createMachine('no-default', { StartAt: 'Choose', States });
    expect(await cloud.finished(await cloud.start(arn, { n: 0 }))).toMatchObject({
      error: 'States.NoChoiceMatched',
    });
    const wrong = await cloud.finished(await cloud.start(arn, { n: 1 }));
    expect(wrong.error).toBe('States.QueryEvaluationError');
    expect(wrong.cause).toContain(
      "'Choices[2]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string'",
    );
  });
});
