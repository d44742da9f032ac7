import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../local/index.ts';
import { clientsOf, execute, until } from './cloud-clients.ts';
import { echoDefinition, echoStack } from './echo-stack.ts';
import { writeAssembly } from './write-assembly.ts';

let folder: string;
let cloud: LocalCloud;
const logged: string[] = [];
const start = () => startLocalCloud({ stateDir: join(folder, 'state'), log: (line) => logged.push(line) });
const deploy = async (...stacks: Parameters<typeof writeAssembly>[1]) =>
  cloud.deploy(await writeAssembly(join(folder, 'assembly'), stacks));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanfold-deploy-'));
  logged.length = 0;
  cloud = await start();
});

afterEach(async () => {
  await cloud.close();
  await rm(folder, { recursive: true });
});

describe('a deployed stack', () => {
  it('works as its template says', async () => {
    const [stack] = await deploy(echoStack());
    const { Machine = '', Bucket = '', Table = '', Function: name = '' } = stack?.outputs ?? {};
    expect(stack).toMatchObject({
      name: 'Echo',
      parameters: { '/echo': JSON.stringify({ machine: Machine }) },
    });
    expect(stack?.notes).toEqual([expect.stringContaining('one version only')]);
    expect(await cloud.parameter('/echo')).toBe(JSON.stringify({ machine: Machine }));
    expect(await cloud.parameter('/other')).toBeUndefined();

    const { sfn, dynamodb, lambda } = clientsOf(cloud);
    expect(await execute(sfn, Machine, { a: 1 })).toMatchObject({
      code: 'first',
      event: { a: 1 },
      bucket: Bucket,
      s3: cloud.endpoints.s3,
    });
    const table = await dynamodb.send(new DescribeTableCommand({ TableName: Table }));
    expect(table.Table?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'byTime', Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['state'] } },
    ]);
    const ttl = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: Table }));
    expect(ttl.TimeToLiveDescription).toMatchObject({
      AttributeName: 'expires',
      TimeToLiveStatus: 'ENABLED',
    });
    const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    expect(configuration).toMatchObject({ Timeout: 600, MemorySize: 256, Handler: 'index.handler' });
  });

  it('is updated in place and keeps its data', async () => {
    const [before] = await deploy(echoStack());
    const { Machine = '', Bucket = '', Table = '' } = before?.outputs ?? {};
    const { s3, dynamodb, sfn } = clientsOf(cloud);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'data' }));
    await dynamodb.send(new PutItemCommand({ TableName: Table, Item: { pk: { S: 'kept' } } }));

    const [after] = await deploy(echoStack('second'));
    expect(after?.outputs).toEqual(before?.outputs);
    expect(await execute(sfn, Machine)).toMatchObject({ code: 'second' });
    await s3.send(new HeadObjectCommand({ Bucket, Key: 'kept' }));
    const item = await dynamodb.send(new GetItemCommand({ TableName: Table, Key: { pk: { S: 'kept' } } }));
    expect(item.Item).toBeDefined();
  });

  it('keeps its warm functions when nothing has changed', async () => {
    const [stack] = await deploy(echoStack());
    const { sfn } = clientsOf(cloud);
    const first = await execute(sfn, stack?.outputs.Machine ?? '');
    await deploy(echoStack());
    expect(await execute(sfn, stack?.outputs.Machine ?? '')).toEqual(first);
  });

  it('outlives its assembly and the process', async () => {
    const [stack] = await deploy(echoStack('first', inlineFunction));
    const { Machine = '', Bucket = '' } = stack?.outputs ?? {};
    await clientsOf(cloud).s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'data' }));
    await cloud.close();
    await rename(join(folder, 'assembly'), join(folder, 'moved'));

    cloud = await start();
    expect(logged).toEqual([]);
    const { s3, sfn, lambda } = clientsOf(cloud);
    expect(await execute(sfn, Machine, { again: true })).toMatchObject({ event: { again: true } });
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    expect(await object.Body?.transformToString()).toBe('data');
    expect(await cloud.parameter('/echo')).toContain(Machine);
    const inline = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'inline' }));
    expect(inline).toMatchObject({ Timeout: 3, MemorySize: 128 });
  });

  it('loses a state machine that its template no longer has', async () => {
    const second = {
      Second: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'second',
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DefinitionString: echoDefinition,
          DefinitionSubstitutions: { EchoArn: { Ref: 'Function' } },
        },
      },
    };
    const { sfn } = clientsOf(cloud);
    const names = async () => {
      const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand());
      return stateMachines.map(({ name }) => name);
    };
    await deploy(echoStack('first', second));
    expect(await names()).toContain('second');
    await deploy(echoStack());
    await until(async () => ((await names()).includes('second') ? undefined : true));
  });
});

describe('stacks of one assembly', () => {
  const importing = {
    name: 'Importing',
    dependencies: ['Echo'],
    template: {
      Resources: {
        Parameter: {
          Type: 'AWS::SSM::Parameter',
          Properties: { Type: 'String', Value: { 'Fn::ImportValue': 'echo-machine' } },
        },
      },
    },
  };

  it('are deployed in the order of their dependencies, and restored in it', async () => {
    const stacks = await deploy(importing, echoStack());
    expect(stacks.map(({ name }) => name)).toEqual(['Echo', 'Importing']);
    const [parameter = ''] = Object.keys(stacks[1]?.parameters ?? {});
    expect(stacks[1]?.parameters[parameter]).toBe(stacks[0]?.outputs.Machine);
    await cloud.close();
    cloud = await start();
    expect(await cloud.parameter(parameter)).toBe(stacks[0]?.outputs.Machine);
  });

  it('can not own the same resource', async () => {
    await deploy(echoStack('first', inlineFunction));
    const thief = { name: 'Thief', template: { Resources: inlineFunction } };
    await expect(deploy(thief)).rejects.toThrow(
      /Thief can't be deployed.*function inline belongs to the stack Echo/s,
    );
  });
});

describe('a template that can not run here', () => {
  it('is refused with every problem, before anything is created', async () => {
    const bad = {
      Queue: { Type: 'AWS::SQS::Queue' },
      Custom: { Type: 'Custom::CDKBucketDeployment', Properties: {} },
    };
    const deploying = deploy(echoStack('first', bad));
    await expect(deploying).rejects.toMatchObject({ code: 'InvalidUsage' });
    await expect(deploying).rejects.toThrow(
      /2 problems.*no AWS::SQS::Queue.*no Custom::CDKBucketDeployment/s,
    );
    const { Buckets } = await clientsOf(cloud).s3.send(new ListBucketsCommand());
    expect(Buckets ?? []).toEqual([]);
  });

  const refusals: [string, object, RegExp][] = [
    ['Python', { Runtime: 'python3.13' }, /Runtime python3.13 is not supported, only Node.js/],
    ['layers', { Layers: ['arn'] }, /Layers is not supported by the local cloud, which knows/],
    ['a container image', { PackageType: 'Image' }, /PackageType Image/],
    [
      'code that is no folder',
      { Code: { S3Bucket: 'b', S3Key: 'definition.json' } },
      /definition.json; the local cloud takes a folder/,
    ],
    [
      'code that is missing',
      { Code: { S3Bucket: 'b', S3Key: 'x.zip' } },
      /the asset x.zip is not in the cloud assembly/,
    ],
    ['a time that is no number', { Timeout: 'long' }, /Timeout must be a number, not "long"/],
  ];

  it.each(refusals)('because of %s', async (_, properties, message) => {
    const given = inlineFunction.Inline.Properties;
    const Inline = { Type: 'AWS::Lambda::Function', Properties: { ...given, ...properties } };
    await expect(deploy(echoStack('first', { Inline }))).rejects.toThrow(message);
  });

  it('says which resource failed when the service refuses it', async () => {
    const Inline = {
      ...inlineFunction.Inline,
      Properties: { ...inlineFunction.Inline.Properties, MemorySize: 64 },
    };
    const deploying = deploy(echoStack('first', { Inline }));
    await expect(deploying).rejects.toMatchObject({ code: 'LocalCloudFailed' });
    await expect(deploying).rejects.toThrow(/The function inline could not be deployed: .*memorySize is 64/);
  });

  it('has a table with other keys than the one that is there', async () => {
    await deploy(echoStack());
    const changed = echoStack();
    const template = JSON.stringify(changed.template).replaceAll('byTime', 'byHour');
    await expect(deploy({ ...changed, template: JSON.parse(template) })).rejects.toThrow(
      /exists with the keys and indexes .*byTime\[pk,at\]\(state\), the template has .*byHour\[pk,at\]\(state\)/,
    );
  });
});

describe('a state folder', () => {
  it('serves one local cloud at a time', async () => {
    await expect(start()).rejects.toMatchObject({ code: 'LocalCloudFailed' });
  });
});

const inlineFunction = {
  Inline: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'inline',
      Code: { ZipFile: 'exports.handler = async () => 1;' } as object,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/inline',
    },
  },
};
