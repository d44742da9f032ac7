import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { afterAll, describe, expect, test } from 'vitest';
import { ledgerSchema } from '../../core/contracts/ledger-schema.ts';
import { documentedRights, nameRole, synthesizedRights } from './support/documented-rights.ts';
import { codesIn, readTable } from './support/markdown-table.ts';
import { createPipelineStack, plain } from './support/pipeline-template.ts';
import { allowedPrincipals } from './support/resource-policies.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');

const folder = createTaskFolder();
const task = folder.write('task.ts', taskSource());
afterAll(() => folder[Symbol.dispose]());
const { stack } = createPipelineStack(folder, { task });
const template = Template.fromStack(stack);

/** Properties of all resources of a type. */
function propertiesOf(type: string, from = template) {
  return Object.entries(from.findResources(type)).map(([id, { Properties }]) => ({
    id: plain(id),
    logicalId: id,
    properties: Properties,
  }));
}

/** What is in one list only. */
function compare(documented: readonly string[], synthesized: readonly string[]) {
  return {
    'not in docs/security.md': [...new Set(synthesized)].filter((each) => !documented.includes(each)),
    'in docs/security.md only': documented.filter((each) => !synthesized.includes(each)),
    'twice in docs/security.md': documented.filter((each, number) => documented.indexOf(each) !== number),
  };
}
const same = {
  'not in docs/security.md': [],
  'in docs/security.md only': [],
  'twice in docs/security.md': [],
};

describe('rights, as docs/security.md lists them', () => {
  const rights = synthesizedRights(stack);

  test('are those of the template, and all of them', () => {
    expect(compare(documentedRights(page, 'Rights'), rights)).toEqual(same);
  });

  const key = (name: string) => `arn:aws:kms:us-east-1:123456789012:key/${name}`;
  const secretArn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:database-AbCdEf';
  // Its code runs in Plan and Merge, too.
  const folding = folder.write(
    'folding.ts',
    taskSource(
      'key: ({ n }) => String(n), fold: { zero: { twice: 0 }, combine: (a, b) => ({ twice: a.twice + b.twice }) },',
    ),
  );
  const own = createPipelineStack(folder, (scope) => ({
    task: folding,
    inbox: true,
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
    }),
    secrets: {
      DATABASE_SECRET_ARN: Secret.fromSecretAttributes(scope, 'Database', {
        secretCompleteArn: secretArn,
        encryptionKey: Key.fromKeyArn(scope, 'SecretKey', key('secret')),
      }),
    },
    bucket: Bucket.fromBucketAttributes(scope, 'Own', {
      bucketName: 'own',
      encryptionKey: Key.fromKeyArn(scope, 'BucketKey', key('bucket')),
    }),
    table: Table.fromTableAttributes(scope, 'OwnTable', {
      tableName: 'own',
      encryptionKey: Key.fromKeyArn(scope, 'TableKey', key('table')),
    }),
    sourceBuckets: [
      Bucket.fromBucketAttributes(scope, 'Lake', {
        bucketName: 'lake',
        encryptionKey: Key.fromKeyArn(scope, 'LakeKey', key('lake')),
      }),
    ],
  }));

  test('that options add are those of the template, and all of them', () => {
    const synthesized = synthesizedRights(own.stack, {
      'arn:<AWS::Partition>:s3:::own': '<StorageBucket>',
      'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/own': '<Ledger>',
      'arn:<AWS::Partition>:s3:::lake': '<SourceBucket>',
      [key('bucket')]: '<StorageBucketKey>',
      [key('table')]: '<LedgerKey>',
      [key('lake')]: '<SourceBucketKey>',
      [key('secret')]: '<SecretKey>',
      [secretArn]: '<Secret>',
    });
    // Not all roles are made for a bucket of one's own.
    const roles = propertiesOf('AWS::IAM::Role', Template.fromStack(own.stack)).map(({ id }) => nameRole(id));
    const documented = ['Rights', 'Rights that options add']
      .flatMap((heading) => documentedRights(page, heading))
      .filter((right) => roles.some((role) => right.startsWith(`${role}: `)));
    expect(compare(documented, synthesized)).toEqual(same);
  });

  test('that grants give are those of the template, and all of them', () => {
    const { stack: granting, pipeline } = createPipelineStack(folder, { task });
    const grants = ['grantStart', 'grantRead', 'grantStop'] as const;
    for (const grant of grants) {
      pipeline[grant](new Role(granting, grant, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    }
    const parameter = 'arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:';
    const synthesized = synthesizedRights(granting, { [parameter]: '' }).filter((right) =>
      grants.some((grant) => right.startsWith(`${grant}: `)),
    );
    expect(compare(documentedRights(page, 'Rights that grants give', 'grant'), synthesized)).toEqual(same);
  });

  test('belong to all roles, and roles have them from nowhere else', () => {
    const roles = propertiesOf('AWS::IAM::Role');
    const documented = readTable(page, 'Rights').flatMap((row) => codesIn(row.get('role')));
    expect(
      compare(
        [...new Set(documented)],
        roles.map(({ id }) => nameRole(id)),
      ),
    ).toEqual(same);
    expect(
      roles.filter(({ properties }) => 'ManagedPolicyArns' in properties || 'Policies' in properties),
    ).toEqual([]);
    for (const type of ['ManagedPolicy', 'RolePolicy', 'User', 'Group', 'AccessKey']) {
      expect(propertiesOf(`AWS::IAM::${type}`), type).toEqual([]);
    }
  });

  test('have a reason each', () => {
    const rows = ['Rights', 'Rights that options add', 'Rights that grants give'].flatMap((heading) =>
      readTable(page, heading),
    );
    expect(rows.filter((row) => (row.get('why') ?? '').length < 10).map((row) => [...row.values()])).toEqual(
      [],
    );
  });

  test('name no action by a wildcard', () => {
    expect(rights.filter((right) => /: \S*\*\S* on /.test(right))).toEqual([]);
  });

  test('are on all resources for those actions only that AWS knows none narrower for', () => {
    const rows = readTable(page, 'Rights on all resources');
    const everywhere = [...rights, ...synthesizedRights(own.stack)].flatMap(
      (right) => / (\S+) on \*$/.exec(right)?.[1] ?? [],
    );
    expect(
      compare(
        rows.flatMap((row) => codesIn(row.get('actions'))),
        everywhere,
      ),
    ).toEqual(same);
    expect(rows.filter((row) => (row.get('why not narrower') ?? '').length < 10)).toEqual([]);
  });

  test('on S3 are on the buckets of the pipeline alone', () => {
    const elsewhere = rights.filter((right) => / s3:\S+ on (?!<StorageBucket>)/.test(right));
    expect(elsewhere).toEqual([]);
  });
});

describe('others', () => {
  const allowed = allowedPrincipals(template);

  test('are let in as docs/security.md lists it', () => {
    const documented = readTable(page, 'Who else is let in').flatMap((row) =>
      codesIn(row.get('resource')).flatMap((resource) =>
        codesIn(row.get('actions')).map((action) => {
          const [behalf] = codesIn(row.get('for'));
          const only = behalf === undefined ? '' : ` for ${behalf}`;
          return `${codesIn(row.get('principal')).join(' ')}: ${action} on ${resource}${only}`;
        }),
      ),
    );
    expect(
      compare(
        documented,
        allowed.map(({ text }) => text),
      ),
    ).toEqual(same);
  });

  test('are services of AWS, which act on behalf of one resource unless they assume a role', () => {
    expect(allowed.filter(({ principal }) => !principal.endsWith('.amazonaws.com'))).toEqual([]);
    expect(
      allowed.filter(({ action, behalf }) => action !== 'sts:AssumeRole' && behalf === undefined),
    ).toEqual([]);
  });
});

describe('storage', () => {
  const buckets = propertiesOf('AWS::S3::Bucket');
  const policies = propertiesOf('AWS::S3::BucketPolicy');

  test.each([
    ['without TLS', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['with TLS before 1.2', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
  ])('every bucket denies whatever comes %s', (_, condition) => {
    expect(buckets.length).toBeGreaterThan(0);
    for (const { logicalId } of buckets) {
      const arn = { 'Fn::GetAtt': [logicalId, 'Arn'] };
      const policy = policies.find(({ properties }) => properties.Bucket.Ref === logicalId);
      expect(policy?.properties.PolicyDocument.Statement).toContainEqual({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
        Condition: condition,
      });
    }
  });

  test('every bucket is encrypted, without ACLs and closed to the public', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test('access is logged, but to the bucket of the access logs; unfinished uploads go', () => {
    const logged = buckets.map(({ id, properties }) => [
      id,
      plain(properties.LoggingConfiguration?.DestinationBucketName.Ref ?? ''),
    ]);
    expect(logged.sort()).toEqual([
      ['DoubleStorageAccessLogs', ''],
      ['DoubleStorageBucket', 'DoubleStorageAccessLogs'],
    ]);
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }] },
    });
  });

  test('the ledger can be brought back to any point in time, its rows expire', () => {
    const [ledger, ...others] = propertiesOf('AWS::DynamoDB::Table');
    expect(others).toEqual([]);
    expect(ledger?.properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: ledgerSchema.ttl, Enabled: true },
    });
  });

  test('what is stored outlives the stack', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::Logs::LogGroup']) {
      template.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });
});

test('the files that docs/security.md names exist', () => {
  const files = codesIn(page).filter((code) => /^[a-z-]+\/[\w./-]+\.ts$/.test(code));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
