import { request } from 'node:http';
import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListFunctionsCommand,
  ListLayersCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { createClient, define, start } from './functions.ts';

const ECHO = `export const handler = async (event, context) => {
  if (event.fail) throw new Error('as asked');
  console.log('got', event);
  return { event, client: context.clientContext };
};`;

test('Invoke returns payload, version and the end of the log', async () => {
  const lambda = await start();
  const client = createClient(lambda.url);
  const FunctionName = lambda.createFunction(await define(ECHO));
  const ClientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');

  const result = await client.send(
    new InvokeCommand({ FunctionName, Payload: '{"n":1}', LogType: 'Tail', ClientContext }),
  );
  const bare = await client.send(new InvokeCommand({ FunctionName: 'work', Qualifier: '$LATEST' }));

  expect(result).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(result.FunctionError).toBeUndefined();
  expect(result.Payload?.transformToString()).toBe('{"event":{"n":1},"client":{"custom":{"a":1}}}');
  const tail = Buffer.from(result.LogResult ?? '', 'base64').toString();
  expect(tail).toMatch(
    /^START RequestId: (\S+) Version: \$LATEST\n\S+\t\1\tINFO\tgot \{ n: 1 \}\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: .*\n$/,
  );
  expect(tail).toContain(result.$metadata.requestId);
  expect(bare.Payload?.transformToString()).toBe('{"event":{}}');
});

test('Invoke tells of a function’s error', async () => {
  const lambda = await start();
  lambda.createFunction(await define(ECHO));

  const result = await createClient(lambda.url).send(
    new InvokeCommand({ FunctionName: 'work', Payload: '{"fail":true}' }),
  );

  expect(result).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(result.Payload?.transformToString() ?? '')).toMatchObject({ errorMessage: 'as asked' });
});

test('DryRun runs nothing', async () => {
  const lambda = await start();
  lambda.createFunction(await define('process.exit(1)'));

  const result = await createClient(lambda.url).send(
    new InvokeCommand({ FunctionName: 'work', InvocationType: 'DryRun' }),
  );

  expect(result.StatusCode).toBe(204);
});

test.each([
  [
    { FunctionName: 'absent' },
    'ResourceNotFoundException',
    /Function not found: arn:aws:lambda:eu-central-1:.*:function:absent/,
  ],
  [{ FunctionName: 'work', Qualifier: 'live' }, 'ResourceNotFoundException', /function:work:live/],
  [
    { FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:work' },
    'ResourceNotFoundException',
    /us-east-1/,
  ],
  [
    { FunctionName: 'work', Payload: '{oops' },
    'InvalidRequestContentException',
    /Could not parse request body into json/,
  ],
  [{ FunctionName: 'work', ClientContext: 'oops' }, 'InvalidRequestContentException', /Client context/],
  [
    { FunctionName: 'work', Payload: `"${'x'.repeat(6_291_456)}"` },
    'RequestTooLargeException',
    /^6291458 byte payload is too large for the RequestResponse invocation type \(limit 6291456 bytes\)$/,
  ],
  [
    { FunctionName: 'work', InvocationType: 'Event' as const, Payload: `"${'x'.repeat(1_048_576)}"` },
    'RequestTooLargeException',
    /too large for the Event invocation type \(limit 1048576 bytes\)/,
  ],
])('Invoke refuses a bad request (case %#) with %s', async (input, name, message) => {
  const lambda = await start();
  lambda.createFunction(await define(ECHO));

  const refused = createClient(lambda.url).send(new InvokeCommand(input));

  await expect(refused).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test('functions are described and listed in pages', async () => {
  const lambda = await start();
  const client = createClient(lambda.url);
  lambda.createFunction(await define(ECHO, { functionName: 'b', environment: { MODE: 'test' } }));
  lambda.createFunction(await define(ECHO, { functionName: 'a', reservedConcurrency: 2 }));

  const one = await client.send(new GetFunctionCommand({ FunctionName: 'a' }));
  const two = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'b' }));
  const first = await client.send(new ListFunctionsCommand({ MaxItems: 1 }));
  const second = await client.send(new ListFunctionsCommand({ MaxItems: 1, Marker: first.NextMarker }));

  expect(one.Concurrency).toEqual({ ReservedConcurrentExecutions: 2 });
  expect(one.Code?.Location).toMatch(/^file:/);
  expect(two).toMatchObject({
    FunctionName: 'b',
    Runtime: 'nodejs24.x',
    MemorySize: 256,
    Timeout: 20,
    Environment: { Variables: { MODE: 'test' } },
    State: 'Active',
  });
  expect(first.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['a']);
  expect(second.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['b']);
  expect(second.NextMarker).toBeUndefined();
});

test('concurrency is reserved, shown, and given back', async () => {
  const lambda = await start({ accountConcurrency: 1000 });
  const client = createClient(lambda.url);
  lambda.createFunction(await define(ECHO));
  const put = (ReservedConcurrentExecutions: number) =>
    client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'work', ReservedConcurrentExecutions }));

  await put(300);
  const reserved = await client.send(new GetFunctionConcurrencyCommand({ FunctionName: 'work' }));
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  const tooMuch = put(901);

  await expect(tooMuch).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'work' }));
  const given = await client.send(new GetFunctionConcurrencyCommand({ FunctionName: 'work' }));
  expect(reserved.ReservedConcurrentExecutions).toBe(300);
  expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 700 });
  expect(given.ReservedConcurrentExecutions).toBeUndefined();
});

test('operations that do not exist here are refused by name', async () => {
  const lambda = await start();
  const client = createClient(lambda.url);
  lambda.createFunction(await define(ECHO));

  await expect(client.send(new ListLayersCommand({}))).rejects.toThrow(
    /not an operation of the local Lambda/,
  );
  await expect(client.send(new PublishVersionCommand({ FunctionName: 'work' }))).rejects.toThrow(
    /POST .*work\/versions is not an operation/,
  );
});

test.each([
  [{ host: 'example.com', authorization: 'AWS4-HMAC-SHA256 x' }, 403],
  [{ host: 'localhost' }, 403],
  [{ host: 'localhost:80', authorization: 'AWS4-HMAC-SHA256 x' }, 200],
])('requests are taken from programs on this machine only: %o', async (headers, status) => {
  const lambda = await start();

  const answered = await new Promise<number | undefined>((resolve, reject) => {
    request(`${lambda.url}/2015-03-31/functions`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });

  expect(answered).toBe(status);
});
