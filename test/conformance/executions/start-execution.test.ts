import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { only, pass } from '../states.ts';

const cloud = useCloud();
const page = FROM.api('StartExecution');
const wait = only({ Type: 'Wait', Seconds: 600 });

fact('the ARN is made of the machine’s and the execution’s name', page, async () => {
  const machine = await cloud.createMachine(pass(1), 'named');
  expect(await cloud.startExecution(machine, {}, 'one')).toBe(
    'arn:aws:states:us-east-1:000000000000:execution:named:one',
  );
});

fact('a name is made where none is given', page, async () => {
  const machine = await cloud.createMachine(pass(1));
  const names = [await cloud.startExecution(machine), await cloud.startExecution(machine)];
  expect(new Set(names).size).toBe(2);
  expect(names[0]).toMatch(/:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

fact('the same name and input again is the same execution while it runs', page, async () => {
  const machine = await cloud.createMachine(wait);
  const first = await cloud.startExecution(machine, { a: 1 }, 'one');
  expect(await cloud.startExecution(machine, { a: 1 }, 'one')).toBe(first);
  await cloud.sfn.send(new StopExecutionCommand({ executionArn: first }));
});

fact('the same name with another input, or after the end, is ExecutionAlreadyExists', page, async () => {
  const machine = await cloud.createMachine(wait);
  const executionArn = await cloud.startExecution(machine, { a: 1 }, 'one');
  const exists = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${executionArn}'` };
  await expect(cloud.startExecution(machine, { a: 2 }, 'one')).rejects.toMatchObject(exists);
  await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
  await expect(cloud.startExecution(machine, { a: 1 }, 'one')).rejects.toMatchObject(exists);
});

for (const name of [
  'a b',
  'a/b',
  'a<b',
  'a?b',
  'a"b',
  'a#b',
  'a|b',
  'a~b',
  'a`b',
  'a$b',
  'a&b',
  'a,b',
  'a;b',
  'a:b',
  'a\u0007b',
]) {
  fact(`the name ${JSON.stringify(name)} is InvalidName`, page, async () => {
    const machine = await cloud.createMachine(pass(1));
    await expect(cloud.startExecution(machine, {}, name)).rejects.toMatchObject({ name: 'InvalidName' });
  });
}

fact('a name has 80 characters at most', page, async () => {
  const machine = await cloud.createMachine(pass(1));
  await expect(cloud.startExecution(machine, {}, 'n'.repeat(80))).resolves.toBeDefined();
  await expect(cloud.startExecution(machine, {}, 'n'.repeat(81))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

const snapshots = FROM.localStack('test_sfn_api.snapshot.json');
for (const input of ['2', '"text"', 'null', '[]']) {
  fact(`the input may be ${input}`, snapshots, async () => {
    const stateMachineArn = await cloud.createMachine(only({ Type: 'Pass' }));
    const { executionArn = '' } = await cloud.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    expect(await cloud.finished(executionArn)).toMatchObject({ input, output: input });
  });
}

for (const input of ['', ' ', 'no json', "{'a': 1}"]) {
  fact(`the input ${JSON.stringify(input)} is InvalidExecutionInput`, snapshots, async () => {
    const stateMachineArn = await cloud.createMachine(pass(1));
    const start = cloud.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    await expect(start).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });
}

fact('a machine that isn’t there is StateMachineDoesNotExist', page, async () => {
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:nothing';
  await expect(cloud.startExecution(arn)).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${arn}'`,
  });
});

fact('a text that is no ARN is InvalidArn', page, async () => {
  await expect(cloud.startExecution('nonsense')).rejects.toMatchObject({ name: 'InvalidArn' });
});
