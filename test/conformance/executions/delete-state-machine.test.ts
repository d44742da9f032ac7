import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  SendTaskSuccessCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { roleArn, until, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { only, pass } from '../states.ts';

const cloud = useCloud();
const lifecycle = FROM.stackd('deletion_lifecycle.json');

/** A machine that was deleted while an execution of it waits for its token. */
async function deletedWhileRunning() {
  let taskToken = '';
  cloud.functions.waits = ({ token }) => {
    taskToken = token;
  };
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'waits', Payload: { token: '{% $states.context.Task.Token %}' } },
  };
  const name = cloud.nextName();
  const stateMachineArn = await cloud.createMachine(only(task), name);
  const executionArn = await cloud.startExecution(stateMachineArn);
  await until(() => taskToken || undefined);
  await cloud.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  const goOn = () => cloud.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
  return { name, stateMachineArn, executionArn, goOn };
}

fact('a machine whose executions run is DELETING, and they go on', lifecycle, async () => {
  const { stateMachineArn, executionArn, goOn } = await deletedWhileRunning();
  expect(await cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
    status: 'DELETING',
  });
  expect(await cloud.describe(executionArn)).toMatchObject({ status: 'RUNNING' });
  await goOn();
});

fact('they fail at their next transition, without leaving the state', lifecycle, async () => {
  const { name, executionArn, goOn } = await deletedWhileRunning();
  await goOn();
  expect(await cloud.finished(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: `State machine ${name} has been deleted`,
  });
  const types = (await cloud.history(executionArn)).map(({ type }) => type);
  expect(types).not.toContain('TaskStateExited');
  expect(types.at(-1)).toBe('ExecutionFailed');
});

fact('no execution starts, and the machine isn’t changed, while it is DELETING', lifecycle, async () => {
  const { name, stateMachineArn, goOn } = await deletedWhileRunning();
  const deleting = { name: 'StateMachineDeleting' };
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...pass(1) });
  await expect(cloud.startExecution(stateMachineArn)).rejects.toMatchObject(deleting);
  const update = new UpdateStateMachineCommand({ stateMachineArn, definition });
  await expect(cloud.sfn.send(update)).rejects.toMatchObject(deleting);
  const create = new CreateStateMachineCommand({ name, roleArn, definition });
  await expect(cloud.sfn.send(create)).rejects.toMatchObject(deleting);
  await goOn();
});

fact('it is gone when the last one has ended', FROM.api('DeleteStateMachine'), async () => {
  const { stateMachineArn, executionArn, goOn } = await deletedWhileRunning();
  await goOn();
  await cloud.finished(executionArn);
  const gone = await until(() =>
    cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn })).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  expect(gone).toMatchObject({ name: 'StateMachineDoesNotExist' });
});
