import { expect } from 'vitest';
import { bucket, json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { call, caught, only } from '../states.ts';

const cloud = useCloud();
const requests = FROM.stackd('sdk_requests.json');
const scenarios = FROM.localStack('services/test_aws_sdk_task_service.snapshot.json');

fact('putObject and getObject of S3 are the SDK’s own, members by the alphabet', requests, async () => {
  const put = await cloud.run(only(call('s3:putObject', { Bucket: bucket, Key: 'a', Body: { x: 1 } })));
  expect(put.status).toBe('SUCCEEDED');
  expect(json(put.output)).toMatchObject({ ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
  const got = await cloud.run(only(call('s3:getObject', { Bucket: bucket, Key: 'a' })));
  const output = json(got.output);
  expect(output).toMatchObject({ Body: '{"x":1}', ContentLength: 7, ETag: json(put.output).ETag });
  expect(Object.keys(output)).toEqual(Object.keys(output).toSorted());
  expect(output).not.toHaveProperty('$metadata');
});

fact('a time is a text without a fraction of zero', requests, async () => {
  await cloud.put('time', '1');
  const { output } = await cloud.run(only(call('s3:headObject', { Bucket: bucket, Key: 'time' })));
  expect(json(output).LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

for (const [body, written] of [
  ['text data', '"text data"'],
  [{ Dict: 'Value' }, '{"Dict":"Value"}'],
  [['List', 'Data'], '["List","Data"]'],
  [false, 'false'],
  [0, '0'],
] as const) {
  fact(`the body ${JSON.stringify(body)} is written as JSON`, scenarios, async () => {
    await cloud.run(only(call('s3:putObject', { Bucket: bucket, Key: 'body', Body: body })));
    expect(await cloud.get('body')).toBe(written);
  });
}

fact('the history names the service and the action', scenarios, async () => {
  const { executionArn } = await cloud.run(only(call('s3:headBucket', { Bucket: bucket })));
  const events = await cloud.history(executionArn);
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  const names = { resourceType: 'aws-sdk:s3', resource: 'headBucket' };
  expect(events[2]?.taskScheduledEventDetails).toEqual({
    ...names,
    region: 'us-east-1',
    parameters: JSON.stringify({ Bucket: bucket }),
  });
  expect(events[3]?.taskStartedEventDetails).toEqual(names);
  expect(events[4]?.taskSucceededEventDetails).toMatchObject(names);
});

fact('a missing object is S3.NoSuchKeyException, whatever the service calls it', FROM.awsSdk, async () => {
  const missing = call('s3:getObject', { Bucket: bucket, Key: 'nothing' });
  const execution = await cloud.run(caught(missing, ['S3.NoSuchKeyException']));
  expect(json(execution.output)).toMatchObject({
    Error: 'S3.NoSuchKeyException',
    Cause: expect.stringMatching(
      / \(Service: S3, Status Code: 404, Request ID: .+\) \(SDK Attempt Count: 1\)$/,
    ),
  });
});

fact('an error that the API doesn’t list has the service’s name', requests, async () => {
  const given = {
    Bucket: bucket,
    Key: 'k',
    Body: {},
    ChecksumSHA256: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  };
  const execution = await cloud.run(only(call('s3:putObject', given)));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'S3.S3Exception' });
});

const translated = 'AWS SDK for Java 2.x, services/s3 ExceptionTranslationInterceptor';
for (const [action, given, error] of [
  ['headObject', { Bucket: bucket, Key: 'nothing' }, 'S3.NoSuchKeyException'],
  ['headBucket', { Bucket: 'nothing' }, 'S3.NoSuchBucketException'],
] as const) {
  fact(`${action} of what isn't there is ${error}`, translated, async () => {
    expect(await cloud.run(only(call(`s3:${action}`, given)))).toMatchObject({ status: 'FAILED', error });
  });
}

fact('an object over 256 KiB is too much for a result', FROM.quotas, async () => {
  await cloud.put('large', 'x'.repeat(300_000));
  const execution = await cloud.run(only(call('s3:getObject', { Bucket: bucket, Key: 'large' })));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});
