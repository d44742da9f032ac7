import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, only } from '../states.ts';

const cloud = useCloud();
const page = FROM.api('StopExecution');
const wait = only({ Type: 'Wait', Seconds: 600 });

fact('an execution that is stopped is ABORTED, with error and cause', page, async () => {
  const executionArn = await cloud.startExecution(await cloud.createMachine(wait));
  const { stopDate } = await cloud.sfn.send(
    new StopExecutionCommand({ executionArn, error: 'E', cause: 'C' }),
  );
  expect(await cloud.describe(executionArn)).toMatchObject({
    status: 'ABORTED',
    error: 'E',
    cause: 'C',
    stopDate,
  });
  expect((await cloud.history(executionArn)).at(-1)).toMatchObject({
    type: 'ExecutionAborted',
    previousEventId: 0,
    executionAbortedEventDetails: { error: 'E', cause: 'C' },
  });
});

fact('nothing catches a stop', page, async () => {
  const parallel = { Type: 'Parallel', Branches: [wait] };
  const executionArn = await cloud.startExecution(await cloud.createMachine(caught(parallel)));
  await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
  expect(await cloud.describe(executionArn)).toMatchObject({ status: 'ABORTED' });
});

fact('one that has ended stays as it is', page, async () => {
  const { executionArn = '', stopDate } = await cloud.run(only({ Type: 'Pass' }));
  const answer = await cloud.sfn.send(new StopExecutionCommand({ executionArn, error: 'Late' }));
  expect(answer.stopDate).toEqual(stopDate);
  expect(await cloud.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
});

fact('one that isn’t there is ExecutionDoesNotExist', page, async () => {
  const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:a:b';
  await expect(cloud.sfn.send(new StopExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
    message: `Execution Does Not Exist: '${executionArn}'`,
  });
});
