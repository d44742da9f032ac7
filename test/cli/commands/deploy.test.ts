import { expect, test } from 'vitest';
import { deploy } from '../../../cli/commands/deploy.ts';
import type { DeployedStack } from '../../../cli/deploy/stack-deployment.ts';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { type FakeRun, fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';

const deployed: DeployedStack = {
  name: 'fanfold-double',
  arn: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/fanfold-double/1',
  account: '111122223333',
  region: 'eu-west-1',
  outputs: {
    PipelineStateMachineArn1A2B: 'arn:machine',
    PipelineBucketName3C4D: 'the-bucket',
    PipelineTableName5E6F: 'the-table',
  },
  unchanged: false,
};

const assembly = {
  'assembly/manifest.json': JSON.stringify({
    artifacts: {
      'fanfold-double.assets': {
        type: 'cdk:asset-manifest',
        properties: { file: 'fanfold-double.assets.json' },
      },
      'fanfold-double': {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'fanfold-double.template.json' },
      },
    },
  }),
  'assembly/fanfold-double.template.json': JSON.stringify({
    Resources: {
      a: { Type: 'AWS::Lambda::Function' },
      b: { Type: 'AWS::S3::Bucket' },
      c: { Type: 'AWS::Lambda::Function' },
    },
  }),
  'assembly/fanfold-double.assets.json': JSON.stringify({ files: { one: {}, two: {} } }),
};

async function execute(args: string[], fake: FakeRun = {}) {
  await using folder = await folderWith({ 'task.ts': '', ...assembly });
  const at = fakeEdge({ deployed, assembly: folder.path('assembly'), ...fake }, { cwd: folder.directory });
  const exitCode = await deploy.execute(args, at.edge);
  return { ...at, exitCode, out: at.stdout.text, err: at.stderr.text };
}

test('deploys what was synthesized, and says what there is and how to start a run', async () => {
  const { exitCode, calls, out } = await execute([
    'task.ts',
    '--profile',
    'dev',
    '--max-concurrency',
    '50',
    '--memory',
    '1 GB',
    '--stack',
    'Mine',
    '--require-approval',
    'never',
  ]);
  expect(exitCode).toBe(0);
  expect(calls.find(({ name }) => name === 'overrides')?.with).toEqual({
    overrides: { maxConcurrency: 50, memory: '1 GB' },
    stackName: 'Mine',
  });
  expect(calls.find(({ name }) => name === 'deployStack')?.with).toMatchObject({
    settings: { profile: 'dev', region: undefined },
    approval: 'never',
  });
  expect(out).toMatch(/^DEPLOYED {2}fanfold-double\n/);
  for (const text of [
    'eu-west-1, account 111122223333',
    'arn:machine',
    'fanfold run task.ts --on aws --profile dev --input <file>',
    's3://the-bucket/inbox/',
  ])
    expect(out).toContain(text);
});

test('--json prints one object', async () => {
  const { out } = await execute(['task.ts', '--json'], { deployed: { ...deployed, unchanged: true } });
  expect(JSON.parse(out)).toEqual({
    status: 'UNCHANGED',
    task: 'double',
    stack: 'fanfold-double',
    region: 'eu-west-1',
    accountId: '111122223333',
    stateMachineArn: 'arn:machine',
    bucket: 'the-bucket',
  });
});

test('--dry-run says what is in the stack and asks nothing of AWS', async () => {
  const { exitCode, names, out } = await execute(['task.ts', '--dry-run', '--region', 'eu-west-1']);
  expect(exitCode).toBe(0);
  expect(names()).not.toContain('deployStack');
  expect(names()).not.toContain('openAws');
  expect(out).toMatch(/^DRY RUN /);
  expect(out).toMatch(/AWS::Lambda::Function +2\n/);
  expect(out).toContain('fanfold-double, 3 resources');
  expect(out).toContain('  fanfold deploy task.ts --region eu-west-1\n');
});

test('bad usage: all problems at once, exit code 2, nothing made', async () => {
  const { exitCode, calls, err } = await execute(['nope.ts', 'more', '--stack', '-x', '--memory', '']);
  expect(exitCode).toBe(2);
  expect(calls).toEqual([]);
  expect(err).toContain('fanfold deploy: 4 problems');
});

test.each([
  ['NoCredentials', 2, 'REJECTED'],
  ['NotBootstrapped', 2, 'REJECTED'],
  ['ToolkitMissing', 2, 'REJECTED'],
  ['DeploymentFailed', 1, 'FAILED'],
] as const)('%s ends with code %i', async (code, expected, status) => {
  const awsError = new FanfoldError(code, 'why it is so');
  const { exitCode, out, err } = await execute(['task.ts', '--json'], { awsError });
  expect(exitCode).toBe(expected);
  expect(err).toContain(`${code}: why it is so\n`);
  expect(JSON.parse(out)).toMatchObject({ status, stack: null, error: { code, message: 'why it is so' } });
});
