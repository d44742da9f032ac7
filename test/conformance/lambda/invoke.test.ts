import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { fact } from '../facts.ts';
import { ECHO, useLambda } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();

fact(
  'RequestResponse answers 200, $LATEST and what the handler returned',
  LAMBDA.recordedInvocations,
  async () => {
    const answered = await lambda.invoke(await lambda.create(ECHO), { n: 1 });

    expect(answered).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', text: '{"n":1}' });
    expect(answered.FunctionError).toBeUndefined();
  },
);

fact('a handler that returns nothing answers null', LAMBDA.recordedInvocations, async () => {
  const answered = await lambda.invoke(await lambda.create('export const handler = async () => {};'));

  expect(answered.text).toBe('null');
});

fact('without a payload the event is {}', LAMBDA.recordedInvocations, async () => {
  const FunctionName = await lambda.create(ECHO);

  const { Payload } = await lambda.client.send(new InvokeCommand({ FunctionName }));

  expect(Payload?.transformToString()).toBe('{}');
});

fact('LogType Tail has the log of this invocation', LAMBDA.recordedInvocations, async () => {
  const name = await lambda.create('export const handler = async (event) => { console.log("{}"); };');

  const { LogResult = '' } = await lambda.invoke(name, {}, { LogType: 'Tail' });

  expect(Buffer.from(LogResult, 'base64').toString()).toMatch(
    /^START RequestId: (\S+) Version: \$LATEST\n\S+\t\1\tINFO\t\{\}\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n$/,
  );
});

fact('DryRun answers 204 and runs nothing', LAMBDA.api('Invoke'), async () => {
  const name = await lambda.create('process.exit(1);');

  expect(await lambda.invoke(name, {}, { InvocationType: 'DryRun' })).toMatchObject({
    StatusCode: 204,
    text: '',
  });
});

fact('a synchronous payload has 6 MB', LAMBDA.largePayload, async () => {
  const name = await lambda.create(`export const handler = async (event) => event.length;`);

  expect(await lambda.result(name, 'x'.repeat(6_291_454))).toBe(6_291_454);
  await expect(lambda.invoke(name, 'x'.repeat(6_291_455))).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    message:
      '6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
    $metadata: { httpStatusCode: 413 },
  });
});

fact('an asynchronous payload has 1 MB', LAMBDA.quotas, async () => {
  const name = await lambda.create(ECHO);

  const sized = (bytes: number) => lambda.invoke(name, 'x'.repeat(bytes - 2), { InvocationType: 'Event' });

  expect((await sized(1_048_576)).StatusCode).toBe(202);
  await expect(sized(1_048_577)).rejects.toMatchObject({ name: 'RequestTooLargeException' });
});

fact('a response has 6 MB', LAMBDA.quotas, async () => {
  const name = await lambda.create('export const handler = async (bytes) => "x".repeat(bytes - 2);');

  expect((await lambda.invoke(name, 6_291_556)).FunctionError).toBeUndefined();
  expect(await lambda.result(name, 6_291_557)).toMatchObject({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  });
});

fact('a payload that is no JSON is refused', LAMBDA.api('Invoke'), async () => {
  const name = await lambda.create(ECHO);

  await expect(lambda.invoke(name, {}, { Payload: '{"n":' })).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    message: expect.stringMatching(/^Could not parse request body into json: /),
    $metadata: { httpStatusCode: 400 },
  });
});

fact('ClientContext reaches the handler', LAMBDA.nodeContext, async () => {
  const name = await lambda.create('export const handler = async (event, context) => context.clientContext;');
  const ClientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');

  expect((await lambda.invoke(name, {}, { ClientContext })).text).toBe('{"custom":{"a":1}}');
});
