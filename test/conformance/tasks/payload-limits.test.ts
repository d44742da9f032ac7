import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, invoke, only, pass } from '../states.ts';

const LIMIT = 262_144;
const cloud = useCloud();

/** An expression for a text of so many bytes as JSON, its quotes included. */
const textOf = (bytes: number): string => `{% $pad('', ${bytes - 2}, 'x') %}`;
const tooLarge = { status: 'FAILED', error: 'States.DataLimitExceeded' };

fact('Arguments may have 256 KiB', FROM.quotas, async () => {
  cloud.functions.nothing = () => null;
  const around = '{"FunctionName":"nothing","Payload":{"t":""}}'.length;
  const withArguments = (bytes: number) => {
    const Payload = { t: `{% $pad('', ${bytes - around}, 'x') %}` };
    return cloud.run(only(invoke('nothing', { Arguments: { FunctionName: 'nothing', Payload } })));
  };
  expect(await withArguments(LIMIT)).toMatchObject({ status: 'SUCCEEDED' });
  const execution = await withArguments(LIMIT + 1);
  expect(execution).toMatchObject(tooLarge);
  expect((await cloud.history(execution.executionArn)).map(({ type }) => type)).not.toContain(
    'TaskScheduled',
  );
});

fact('a task’s result may have 256 KiB', FROM.quotas, async () => {
  cloud.functions.large = () => 'x'.repeat(LIMIT);
  const execution = await cloud.run(only(invoke('large', { Output: 1 })));
  expect(execution).toMatchObject(tooLarge);
  expect((await cloud.history(execution.executionArn)).at(-2)?.type).toBe('TaskFailed');
});

fact('a state’s output may have 256 KiB', FROM.quotas, async () => {
  expect(await cloud.run(pass(textOf(LIMIT)))).toMatchObject({ status: 'SUCCEEDED' });
  expect(await cloud.run(pass(textOf(LIMIT + 1)))).toMatchObject(tooLarge);
});

fact('the limit counts bytes of UTF-8', FROM.quotas, async () => {
  const accents = (count: number) => pass(`{% $pad('', ${count}, 'é') %}`);
  expect(await cloud.run(accents((LIMIT - 2) / 2))).toMatchObject({ status: 'SUCCEEDED' });
  expect(await cloud.run(accents(LIMIT / 2))).toMatchObject(tooLarge);
});

fact('an input may have 256 KiB', FROM.quotas, async () => {
  const stateMachineArn = await cloud.createMachine(pass(1));
  const start = (length: number) =>
    cloud.sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify('x'.repeat(length)) }));
  await expect(start(LIMIT - 2)).resolves.toBeDefined();
  await expect(start(LIMIT - 1)).rejects.toMatchObject({ name: 'ValidationException' });
});

fact('States.ALL does not catch States.DataLimitExceeded, its own name does', FROM.errors, async () => {
  cloud.functions.large = () => 'x'.repeat(LIMIT);
  expect(await cloud.run(caught(invoke('large'), ['States.ALL']))).toMatchObject(tooLarge);
  expect(await cloud.run(caught(invoke('large'), ['States.TaskFailed']))).toMatchObject(tooLarge);
  const named = await cloud.run(caught(invoke('large'), ['States.DataLimitExceeded']));
  expect(named).toMatchObject({ status: 'SUCCEEDED' });
});
