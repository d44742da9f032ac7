import { PutItem$ } from '@aws-sdk/client-dynamodb';
import { Invoke$ } from '@aws-sdk/client-lambda';
import { CreateMultipartUpload$, GetObject$, PutObject$ } from '@aws-sdk/client-s3';
import { StartExecution$ } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findParameterProblems,
  readParameters,
} from '../../../../local/step-functions/aws-sdk/read-parameters.ts';
import { readResult } from '../../../../local/step-functions/aws-sdk/read-result.ts';

describe('readParameters()', () => {
  it('turns names, times and bytes into what the SDK takes', () => {
    const start = readParameters({ StateMachineArn: 'a', Input: '{}' }, StartExecution$);
    expect(start).toEqual({ value: { stateMachineArn: 'a', input: '{}' }, problems: [] });
    const given = { Bucket: 'b', Key: 'k', Acl: 'private', Expires: '2026-01-31T12:00:00Z' };
    const { value } = readParameters(given, CreateMultipartUpload$);
    expect(value).toMatchObject({ ACL: 'private', Expires: new Date(Date.UTC(2026, 0, 31, 12)) });
    const text = (document: unknown) =>
      readParameters({ FunctionName: 'f', Payload: document }, Invoke$).value;
    expect(text('plain')).toMatchObject({ Payload: Buffer.from('plain') });
    expect(text({ a: 1 })).toMatchObject({ Payload: Buffer.from('{"a":1}') });
  });

  it('takes attributes of DynamoDB in both spellings, at any depth', () => {
    const item = { a: { Bool: true }, b: { NULL: true }, c: { L: [{ M: { d: { Ss: ['x'] } } }] } };
    const { value, problems } = readParameters({ TableName: 't', Item: item }, PutItem$);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      Item: { a: { BOOL: true }, b: { NULL: true }, c: { L: [{ M: { d: { SS: ['x'] } } }] } },
    });
  });

  it.each([
    ['no object', 5, 'The arguments must be an object'],
    ['a wrong time', { Bucket: 'b', Key: 'k', Body: 1, Expires: 'soon' }, /'Expires' must be a TIMESTAMP/],
    ['a text for a map', { Bucket: 'b', Key: 'k', Body: 1, Metadata: 'm' }, /'Metadata' must be an object/],
  ])('refuses %s', (_, given, problem) => {
    expect(findParameterProblems(given, PutObject$)).toEqual([expect.stringMatching(problem)]);
  });

  it('has a sentence for whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(PutObject$, PutItem$, StartExecution$), (given, schema) => {
        for (const problem of findParameterProblems(given, schema)) expect(problem).toMatch(/^The /);
      }),
    );
    const known = fc.record({ TableName: fc.jsonValue(), Item: fc.jsonValue() });
    fc.assert(
      fc.property(known, (given) => {
        for (const problem of findParameterProblems(given, PutItem$)) expect(problem).toMatch(/^The /);
      }),
    );
  });
});

describe('readResult()', () => {
  it('reads a stream to its end', async () => {
    const chunks = [Buffer.from([0xc3]), Buffer.from([0xa9])];
    async function* body() {
      yield* chunks;
    }
    const answer = { Body: body(), ETag: '"e"', Metadata: {}, $metadata: { httpStatusCode: 200 } };
    expect(await readResult(answer, GetObject$)).toEqual({ Body: 'é', ETag: '"e"', Metadata: {} });
  });

  it('ends a stream that is too long', async () => {
    let destroyed = false;
    const Body = {
      destroy: () => {
        destroyed = true;
      },
    };
    const result = readResult({ Body, ContentLength: 300_000 }, GetObject$);
    await expect(result).rejects.toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(destroyed).toBe(true);
  });
});
