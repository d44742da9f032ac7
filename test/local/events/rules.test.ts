import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type LocalCloud, startLocalCloud } from '../../../local/index.ts';
import { clientsOf, execute, until } from '../cloudformation/cloud-clients.ts';
import { echoStack } from '../cloudformation/echo-stack.ts';
import { writeAssembly } from '../cloudformation/write-assembly.ts';

/** Keeps each event that it gets as an object, by the event's detail-type. */
const recorder = `exports.handler = (event) => fetch(
  process.env.AWS_ENDPOINT_URL_S3 + '/' + process.env.BUCKET + '/events/' + encodeURIComponent(event['detail-type']),
  { method: 'PUT', body: JSON.stringify(event), headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local' } },
).then((response) => { if (!response.ok) throw new Error(response.status); });`;

const rule = (pattern: object, target: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: pattern, State: 'ENABLED', Targets: [{ Id: 'Target0', ...target }] },
});
const recorderArn = { 'Fn::GetAtt': ['Recorder', 'Arn'] };

const resources = {
  Recorder: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: recorder },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Environment: { Variables: { BUCKET: { Ref: 'Bucket' } } },
    },
  },
  Inbox: {
    Type: 'AWS::S3::Bucket',
    Properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
  },
  Notifications: {
    Type: 'Custom::S3BucketNotifications',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['NotificationsHandler', 'Arn'] },
      BucketName: { Ref: 'Bucket' },
      NotificationConfiguration: { EventBridgeConfiguration: {} },
      Managed: true,
    },
  },
  NotificationsHandler: {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { ZipFile: 'import boto3' }, Handler: 'index.handler', Runtime: 'python3.13' },
  },
  OnObject: rule(
    {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: 'in/' }] } },
    },
    {
      Arn: { Ref: 'Machine' },
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      InputTransformer: {
        InputPathsMap: { bucket: '$.detail.bucket.name', key: '$.detail.object.key' },
        InputTemplate: '{"uri":"s3://<bucket>/<key>"}',
      },
    },
  ),
  OnEnd: rule(
    { source: ['aws.states'], detail: { status: [{ 'anything-but': ['RUNNING', 'SUCCEEDED'] }] } },
    { Arn: recorderArn },
  ),
  OnOrder: rule({ source: ['shop'], detail: { total: [{ numeric: ['>', 10] }] } }, { Arn: recorderArn }),
};

let folder: string;
let cloud: LocalCloud;
let outputs: Record<string, string>;
const logged: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanfold-events-'));
  cloud = await startLocalCloud({ log: (line) => logged.push(line) });
  const echo = echoStack('first', resources);
  const template = {
    ...echo.template,
    Outputs: { ...outputsOf(echo.template), Inbox: { Value: { Ref: 'Inbox' } } },
  };
  const [stack] = await cloud.deploy(await writeAssembly(folder, [{ ...echo, template }]));
  outputs = stack?.outputs ?? {};
});

afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true });
});

function outputsOf(template: object): object {
  return 'Outputs' in template && typeof template.Outputs === 'object' ? { ...template.Outputs } : {};
}

/** The last event of a kind that the recorder got. */
function recorded(detailType: string): Promise<{ detail: Record<string, unknown>; [name: string]: unknown }> {
  const { s3 } = clientsOf(cloud);
  return until(async () => {
    try {
      const object = await s3.send(
        new GetObjectCommand({ Bucket: outputs.Bucket, Key: `events/${detailType}` }),
      );
      return JSON.parse((await object.Body?.transformToString()) ?? '');
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  });
}

const answer = z.looseObject({
  FailedEntryCount: z.number().optional(),
  Entries: z
    .array(z.object({ EventId: z.string().optional(), ErrorCode: z.string().optional() }))
    .default([]),
  __type: z.string().optional(),
  message: z.string().optional(),
});

async function putEvents(entries: object[], headers: Record<string, string> = {}) {
  const response = await fetch(cloud.endpoints.events, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/events/aws4_request',
      ...headers,
    },
    body: JSON.stringify({ Entries: entries }),
  });
  return { status: response.status, body: answer.parse(await response.json()) };
}

describe('rules of a deployed stack', () => {
  it.each(['Inbox', 'Bucket'])('start an execution for an object in %s', async (bucket) => {
    const { s3, sfn } = clientsOf(cloud);
    const Bucket = outputs[bucket] ?? '';
    await s3.send(new PutObjectCommand({ Bucket, Key: 'out/no', Body: 'x' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'in/a b.jsonl', Body: 'x' }));
    const execution = await until(async () => {
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn: outputs.Machine, statusFilter: 'SUCCEEDED' }),
      );
      const all = await Promise.all(
        executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
      );
      return all.find(({ input }) => input?.includes(Bucket));
    });
    expect(JSON.parse(execution.input ?? '')).toEqual({ uri: `s3://${Bucket}/in/a b.jsonl` });
  });

  it('invoke a function when an execution ends otherwise than planned', async () => {
    const { sfn } = clientsOf(cloud);
    const machine = outputs.Machine ?? '';
    await execute(sfn, machine);
    await expect(execute(sfn, machine, { fail: 'now' })).rejects.toThrow('FAILED');
    const event = await recorded('Step Functions Execution Status Change');
    expect(event.detail).toMatchObject({
      status: 'FAILED',
      stateMachineArn: machine,
      input: '{"fail":"now"}',
    });
  });

  it('get what PutEvents sends', async () => {
    const order = { Source: 'shop', DetailType: 'Order', Resources: ['arn:order'], Time: 1_800_000_000 };
    const { status, body } = await putEvents([
      { ...order, Detail: '{"total":3}' },
      { ...order, Detail: '{"total":30}' },
    ]);
    expect([status, body.FailedEntryCount]).toEqual([200, 0]);
    const event = await recorded('Order');
    expect(event).toMatchObject({
      id: body.Entries[1]?.EventId,
      source: 'shop',
      time: '2027-01-15T08:00:00Z',
      resources: ['arn:order'],
      detail: { total: 30 },
    });
    expect(logged).toEqual([]);
  });
});

describe('PutEvents', () => {
  it('lets a wrong entry fail alone', async () => {
    const good = { Source: 'shop', DetailType: 'Order', Detail: '{}' };
    const { body } = await putEvents([
      good,
      { ...good, Detail: '[1]' },
      { ...good, Source: 'aws.s3' },
      { ...good, DetailType: undefined },
      { ...good, EventBusName: 'other' },
    ]);
    expect(body.FailedEntryCount).toBe(4);
    expect(body.Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'InvalidArgument',
      'InvalidArgument',
    ]);
  });

  it('refuses what is no request of PutEvents', async () => {
    expect((await putEvents([])).body.__type).toBe('ValidationException');
    const other = await putEvents([], { 'x-amz-target': 'AWSEvents.PutRule' });
    expect(other.body.message).toContain('AWSEvents.PutRule is not an operation');
    expect((await putEvents([], { authorization: 'none' })).status).toBe(403);
  });
});
