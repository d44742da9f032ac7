import { ListExecutionsCommand, paginateListExecutions } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';

const cloud = useCloud();
const page = FROM.api('ListExecutions');
const choose = {
  StartAt: 'Choose',
  States: {
    Choose: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.fail %}', Next: 'Bad' }],
      Default: 'Good',
    },
    Bad: { Type: 'Fail' },
    Good: { Type: 'Succeed' },
  },
};

/** Three executions, of which the second one failed. */
async function three(): Promise<string> {
  const machine = await cloud.createMachine(choose);
  for (const name of ['a', 'b', 'c']) {
    await cloud.finished(await cloud.startExecution(machine, { fail: name === 'b' }, name));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return machine;
}

fact('the newest come first, in pages', page, async () => {
  const stateMachineArn = await three();
  const names: unknown[] = [];
  for await (const { executions } of paginateListExecutions(
    { client: cloud.sfn, pageSize: 2 },
    { stateMachineArn },
  )) {
    names.push(executions?.map(({ name }) => name));
  }
  expect(names).toEqual([['c', 'b'], ['a']]);
});

fact('they may be filtered by status', page, async () => {
  const stateMachineArn = await three();
  const { executions } = await cloud.sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }),
  );
  expect(executions).toMatchObject([{ name: 'b', status: 'FAILED', stateMachineArn, redriveCount: 0 }]);
});

fact('it wants either a machine or a Map Run', page, async () => {
  await expect(cloud.sfn.send(new ListExecutionsCommand({}))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

fact('redriveFilter is for Map Runs', page, async () => {
  const stateMachineArn = await cloud.createMachine(choose);
  const command = new ListExecutionsCommand({ stateMachineArn, redriveFilter: 'REDRIVEN' });
  await expect(cloud.sfn.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
});
