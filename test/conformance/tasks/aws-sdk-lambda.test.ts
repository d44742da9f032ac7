import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { call, only } from '../states.ts';

const cloud = useCloud({ lambda: true });
const integrations = FROM.stackd('lambda_integrations.json');
const echo = 'export const handler = async (event) => ({ received: event, type: typeof event });';

fact('invoke gives the payload back as a text', integrations, async () => {
  const FunctionName = await cloud.createFunction('echo', echo);
  const { output } = await cloud.run(
    only(call('lambda:invoke', { FunctionName, Payload: { value: [1, '☃'] } })),
  );
  expect(json(output)).toEqual({
    ExecutedVersion: '$LATEST',
    Payload: '{"received":{"value":[1,"☃"]},"type":"object"}',
    StatusCode: 200,
  });
});

fact('a text as the payload is sent as it is', integrations, async () => {
  const FunctionName = await cloud.createFunction('echo-text', echo);
  const { output } = await cloud.run(only(call('lambda:invoke', { FunctionName, Payload: '{"value":7}' })));
  expect(json(output).Payload).toBe('{"received":{"value":7},"type":"object"}');
});

fact('a function that fails doesn’t fail the state', integrations, async () => {
  const FunctionName = await cloud.createFunction(
    'fails',
    'export const handler = async () => { throw new TypeError("no"); };',
  );
  const { status, output } = await cloud.run(only(call('lambda:invoke', { FunctionName })));
  expect(status).toBe('SUCCEEDED');
  expect(json(output)).toMatchObject({ FunctionError: 'Unhandled', StatusCode: 200 });
  expect(json(json(output).Payload)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
});

fact('an event is accepted, not answered', FROM.awsSdk, async () => {
  const FunctionName = await cloud.createFunction('event', echo);
  const given = { FunctionName, InvocationType: 'Event', Payload: {} };
  const { output } = await cloud.run(only(call('lambda:invoke', given)));
  expect(json(output)).toMatchObject({ StatusCode: 202 });
});

fact('a missing function is Lambda.ResourceNotFoundException', FROM.awsSdk, async () => {
  const execution = await cloud.run(only(call('lambda:invoke', { FunctionName: 'nothing' })));
  expect(execution).toMatchObject({
    error: 'Lambda.ResourceNotFoundException',
    cause: expect.stringMatching(
      /\(Service: Lambda, Status Code: 404, Request ID: .+\) \(SDK Attempt Count: 1\)$/,
    ),
  });
});

for (const [title, given] of [
  ['null', { Payload: null }],
  ['left out', {}],
] as const) {
  fact(`a payload that is ${title} reaches the function as {}`, integrations, async () => {
    const FunctionName = await cloud.createFunction(`echo-${title.replace(' ', '-')}`, echo);
    const { output } = await cloud.run(only(call('lambda:invoke', { FunctionName, ...given })));
    expect(json(json(output).Payload)).toEqual({ received: {}, type: 'object' });
  });
}

fact('a text that looks like base64 is not decoded', integrations, async () => {
  const FunctionName = await cloud.createFunction('echo-base64', echo);
  const Payload = 'eyJtYXJrZXIiOiAic2RrLWJhc2U2NCIsICJ2YWx1ZSI6IDh9';
  expect(await cloud.run(only(call('lambda:invoke', { FunctionName, Payload })))).toMatchObject({
    status: 'FAILED',
    error: 'Lambda.InvalidRequestContentException',
  });
});
