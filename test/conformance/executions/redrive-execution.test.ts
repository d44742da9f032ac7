import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { FunctionFailure, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { invoke, pass } from '../states.ts';

const cloud = useCloud();
const page = FROM.api('RedriveExecution');

/** Two states, of which the second one fails as long as `broken` says so. */
async function failed(name: string): Promise<{ executionArn: string; runs: string[]; mend(): void }> {
  const runs: string[] = [];
  let broken = true;
  cloud.functions[`${name}-1`] = () => {
    runs.push('first');
    return { from: 'the first' };
  };
  cloud.functions[`${name}-2`] = () => {
    runs.push('second');
    if (broken) throw new FunctionFailure('Broken', 'as told');
    return 'done';
  };
  const { executionArn = '' } = await cloud.run({
    StartAt: 'First',
    States: {
      First: invoke(`${name}-1`, {
        Output: '{% $states.result.Payload %}',
        Assign: { x: 5 },
        Next: 'Second',
      }),
      Second: invoke(`${name}-2`, {
        Output: ['{% $states.input %}', '{% $states.result.Payload %}', '{% $x %}'],
        End: true,
      }),
    },
  });
  return {
    executionArn,
    runs,
    mend: () => {
      broken = false;
    },
  };
}

fact('a redrive goes on from the state that failed, with its input and variables', page, async () => {
  const { executionArn, runs, mend } = await failed('goes-on');
  mend();
  const { redriveDate } = await cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(redriveDate).toBeInstanceOf(Date);
  const execution = await cloud.finished(executionArn);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, redriveDate });
  expect(execution.output).toBe('[{"from":"the first"},"done",5]');
  expect(runs).toEqual(['first', 'second', 'second']);
  const types = (await cloud.history(executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'TaskStateEntered')).toHaveLength(2);
  expect(types).toContain('ExecutionRedriven');
});

fact('one that failed again can be redriven again', FROM.redrive, async () => {
  const { executionArn, mend } = await failed('again');
  await cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await cloud.finished(executionArn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
  mend();
  await cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await cloud.finished(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 });
});

fact('the same client token within 15 minutes redrives once', page, async () => {
  const { executionArn, mend } = await failed('token');
  mend();
  const command = new RedriveExecutionCommand({ executionArn, clientToken: 'mine' });
  const first = await cloud.sfn.send(command);
  await cloud.finished(executionArn);
  expect((await cloud.sfn.send(command)).redriveDate).toEqual(first.redriveDate);
  expect(await cloud.describe(executionArn)).toMatchObject({ redriveCount: 1 });
});

fact('one that succeeded is ExecutionNotRedrivable', page, async () => {
  const { executionArn = '' } = await cloud.run(pass(1));
  await expect(cloud.sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
  });
});
