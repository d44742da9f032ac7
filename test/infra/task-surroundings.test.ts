import { Duration, Size } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { afterAll, describe, expect, test } from 'vitest';
import { createPipelineStack, nagFindings, plain, rightsOf } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const plainTask = folder.write('plain.ts', taskSource());
/** Its code runs in Plan and Merge, too. */
const foldingTask = folder.write(
  'folding.ts',
  taskSource(
    'key: (item) => String(item.n), fold: { zero: { twice: 0 }, combine: (a, b) => ({ twice: a.twice + b.twice }) },',
  ),
);
afterAll(() => folder[Symbol.dispose]());

/** Properties of a pipeline's functions by their names, without CDK's own. */
function functionsOf(template: Template): ReturnType<Template['findResources']> {
  return Object.fromEntries(
    Object.entries(template.findResources('AWS::Lambda::Function')).flatMap(([id, { Properties }]) => {
      const name = /^Double(\w+)Function$/.exec(plain(id))?.[1];
      return name === undefined ? [] : [[name, Properties]];
    }),
  );
}

describe("what the task's code finds around it", () => {
  const { app, stack } = createPipelineStack(folder, (scope) => ({
    task: foldingTask,
    environment: { AIRPORTS_URL: 'https://airports.example.com' },
    secrets: {
      DATABASE_SECRET_ARN: Secret.fromSecretCompleteArn(
        scope,
        'Database',
        'arn:aws:secretsmanager:us-east-1:123456789012:secret:database-AbCdEf',
      ),
    },
    layers: [
      LayerVersion.fromLayerVersionArn(
        scope,
        'Ffmpeg',
        'arn:aws:lambda:us-east-1:123456789012:layer:ffmpeg:1',
      ),
    ],
    ephemeralStorage: Size.gibibytes(4),
  }));
  const template = Template.fromStack(stack);
  const functions = functionsOf(template);

  test('is there in each function that runs it, and in no other', () => {
    const withVariable = (name: string) =>
      Object.keys(functions)
        .filter((id) => name in (functions[id]?.Environment.Variables ?? {}))
        .sort();
    const withProperty = (name: string) =>
      Object.keys(functions)
        .filter((id) => name in (functions[id] ?? {}))
        .sort();
    expect(withVariable('AIRPORTS_URL')).toEqual(['Merge', 'Plan', 'Unit']);
    expect(withVariable('DATABASE_SECRET_ARN')).toEqual(['Merge', 'Plan', 'Unit']);
    expect(withVariable('FANFOLD_BUCKET')).toHaveLength(8);
    expect(withProperty('Layers')).toEqual(['Merge', 'Plan', 'Unit']);
    expect(functions.Unit?.EphemeralStorage).toEqual({ Size: 4096 });
    expect(withProperty('EphemeralStorage')).toEqual(['Unit']);
  });

  test('a secret comes as its ARN, with the right to read it', () => {
    const { DATABASE_SECRET_ARN, AIRPORTS_URL } = functions.Unit?.Environment.Variables ?? {};
    expect(AIRPORTS_URL).toBe('https://airports.example.com');
    expect(DATABASE_SECRET_ARN).toBe('arn:aws:secretsmanager:us-east-1:123456789012:secret:database-AbCdEf');
    const rights = rightsOf(stack).filter(({ action }) => action.startsWith('secretsmanager:'));
    expect(rights.map(({ role, action, resource }) => `${role} ${action} ${resource}`).sort()).toEqual(
      ['Merge', 'Plan', 'Unit'].flatMap((name) =>
        ['DescribeSecret', 'GetSecretValue'].map(
          (action) => `Double${name}Role secretsmanager:${action} ${DATABASE_SECRET_ARN}`,
        ),
      ),
    );
    expect(nagFindings(app)).toEqual([]);
  });
});

describe('in a VPC', () => {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const { app, stack, pipeline } = createPipelineStack(folder, (scope) => ({
    task: plainTask,
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      privateSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
      isolatedSubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
    }),
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  }));
  const database = new SecurityGroup(stack, 'Database', {
    vpc: Vpc.fromVpcAttributes(stack, 'Same', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['us-east-1a'],
    }),
  });
  database.connections.allowFrom(pipeline, Port.tcp(5432));
  const template = Template.fromStack(stack);

  test('all functions share one security group, which others can let in', () => {
    const functions = functionsOf(template);
    expect(Object.keys(functions)).toHaveLength(8);
    const group = { 'Fn::GetAtt': [expect.stringMatching(/^DoubleFunctions/), 'GroupId'] };
    for (const { VpcConfig } of Object.values(functions)) {
      expect(VpcConfig).toEqual({
        SecurityGroupIds: [group],
        SubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
      });
    }
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DoubleFunctions'), 'GroupId'] },
      FromPort: 5432,
    });
  });

  test('Lambda may connect each function, with rights that its code is denied', () => {
    const allowed = rightsOf(stack).filter(({ action }) => action.startsWith('ec2:'));
    const roles = [...new Set(allowed.map(({ role }) => role))];
    expect(roles).toHaveLength(8);
    for (const role of roles) {
      const own = allowed.filter((right) => right.role === role);
      expect(own.map(({ action, resource }) => `${action} ${resource}`)).toEqual(
        actions.map((action) => `${action} *`),
      );
    }
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    const denied = policies.flatMap(({ Properties: { Roles, PolicyDocument } }) =>
      PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Deny').map(
        (statement: object) => ({ ...statement, role: plain(Roles[0].Ref) }),
      ),
    );
    expect(denied.map(({ role }) => role).sort()).toEqual(roles.sort());
    for (const { role, ...statement } of denied) {
      expect(statement).toEqual({
        Effect: 'Deny',
        Action: actions,
        Resource: '*',
        Condition: {
          ArnEquals: {
            'lambda:SourceFunctionArn': {
              'Fn::GetAtt': [expect.stringMatching(`^${role.replace(/Role$/, 'Function')}`), 'Arn'],
            },
          },
        },
      });
    }
    expect(nagFindings(app)).toEqual([]);
  });

  test('a pipeline without one has no connections to speak of', () => {
    const { pipeline: outside } = createPipelineStack(folder, { task: plainTask });
    expect(() => outside.connections).toThrow(/VPC/);
  });
});

describe('with a KMS key', () => {
  const { app, stack, pipeline } = createPipelineStack(folder, (scope) => ({
    task: plainTask,
    encryptionKey: new Key(scope, 'Key', { enableKeyRotation: true, pendingWindow: Duration.days(7) }),
  }));

  new Table(stack, 'Airports', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  }).grantReadData(pipeline);
  const template = Template.fromStack(stack);
  const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };

  test('bucket, ledger and logs are encrypted with it, access logs as S3 must', () => {
    const buckets = Object.values(template.findResources('AWS::S3::Bucket')).map(
      ({ Properties }) => Properties.BucketEncryption.ServerSideEncryptionConfiguration,
    );
    expect(buckets).toEqual(
      expect.arrayContaining([
        [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
          },
        ],
      ]),
    );
    const [ledger] = Object.values(
      template.findResources('AWS::DynamoDB::Table', {
        Properties: { TimeToLiveSpecification: { Enabled: true } },
      }),
    );
    expect(ledger?.Properties.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: key,
    });
    const logs = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(logs).toHaveLength(9);
    for (const { Properties } of logs) expect(Properties.KmsKeyId).toEqual(key);
  });

  test('each role may decrypt and make data keys with it, nothing else', () => {
    const rights = rightsOf(stack).filter(({ action }) => action.startsWith('kms:'));
    expect(rights.map(({ role, action, resource }) => `${role} ${action} ${resource}`).sort()).toEqual(
      ['FanOutFanIn', 'Govern', 'Merge', 'Plan', 'PlanMerge', 'Report', 'Seal', 'Trigger', 'Unit']
        .flatMap((name) =>
          ['Decrypt', 'GenerateDataKey'].map((action) => `Double${name}Role kms:${action} <Key.Arn>`),
        )
        .sort(),
    );
    expect(nagFindings(app)).toEqual([]);
  });

  test('CloudWatch Logs may use it for log groups of this account', () => {
    const [made] = Object.values(template.findResources('AWS::KMS::Key'));
    expect(made?.Properties.KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: {
          Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
        },
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':logs:',
                  { Ref: 'AWS::Region' },
                  ':',
                  { Ref: 'AWS::AccountId' },
                  ':log-group:*',
                ],
              ],
            },
          },
        },
      }),
    );
  });

  test('grants to the construct go to the function that runs the task', () => {
    const readers = rightsOf(stack).filter(({ action }) => action === 'dynamodb:Scan');
    expect([...new Set(readers.map(({ role }) => role))]).toEqual(['DoubleUnitRole']);
  });
});
