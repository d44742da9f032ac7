import { join } from 'node:path';
import { App, CfnParameter, Lazy, Size, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { afterAll, expect, test } from 'vitest';
import { prices } from '../../core/cost/prices.ts';
import { FanOutFanIn } from '../../infra/fan-out-fan-in.ts';
import type { FanOutFanInProps } from '../../infra/fan-out-fan-in-props.ts';
import { withoutValidation } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
afterAll(() => folder[Symbol.dispose]());

function createStack(): Stack {
  return new Stack(new App({ outdir: join(folder.path, 'cdk.out'), ...withoutValidation }), 'Doubles');
}

function problemOf(props: FanOutFanInProps | ((stack: Stack) => FanOutFanInProps)): Error {
  const stack = createStack();
  try {
    new FanOutFanIn(stack, 'Double', typeof props === 'function' ? props(stack) : props);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the props were taken');
}

test('every problem of the props and of the task is named at once', () => {
  const missing = `${folder.path}/missing.ts`;
  const error = problemOf({
    task: missing,
    unitItems: 0,
    maxConcurrency: 10_001,
    toleratedFailurePercentage: 101,
    toleratedFailureCount: -1,
    itemConcurrency: 1.5,
    memory: '128 MB',
    // As from JavaScript.
    inbox: JSON.parse('"yes"'),
    alarms: JSON.parse('0'),
    childType: JSON.parse('"FAST"'),
    logRetention: JSON.parse('8'),
    prices: { ...prices, s3Get: -1 },
    vpcSubnets: { onePerAz: true },
    environment: {
      FANFOLD_TASK: '{}',
      AWS_REGION: 'x',
      LAMBDA_TASK_ROOT: '/',
      'no-dash': 'x',
      RATE: JSON.parse('5'),
    },
    secrets: { RATE: JSON.parse('"prod/database"') },
    layers: JSON.parse('[1, 2, 3, 4, 5, 6]'),
    ephemeralStorage: Size.mebibytes(511),
    nodeModules: ['sharp', '../sharp', 'fanfold'],
  });
  expect(error.name).toBe('InvalidFanOutFanInProps');
  expect(error.message.split('\n')).toEqual([
    'FanOutFanIn can not be made: 24 problems:',
    "  - `unitItems` is 0; it must be 'auto' or a whole number from 1 to 1000000",
    '  - `maxConcurrency` is 10001; it must be a whole number from 1 to 10000',
    '  - `toleratedFailurePercentage` is 101; it must be a number from 0 to 100',
    '  - `toleratedFailureCount` is -1; it must be a whole number from 0',
    '  - `itemConcurrency` is 1.5; it must be a whole number from 1 to 1000',
    "  - `memory` is \"128 MB\"; it must be a size in whole megabytes such as '512 MB', from '256 MB' to '10240 MB'",
    '  - `inbox` is "yes"; it must be true or false',
    '  - `alarms` is 0; it must be true or false',
    "  - `childType` is \"FAST\"; it must be 'STANDARD' or 'EXPRESS'",
    '  - `logRetention` is 8; it must be one of RetentionDays',
    '  - `prices`: s3Get: Too small: expected number to be >=0',
    '  - `vpcSubnets` is given without `vpc`; give both or none',
    ...['FANFOLD_TASK', 'AWS_REGION', 'LAMBDA_TASK_ROOT'].map(
      (name) =>
        `  - \`environment\` has ${name}; names that begin with FANFOLD_ or AWS_, and LAMBDA_TASK_ROOT and LAMBDA_RUNTIME_DIR, are taken: choose another`,
    ),
    '  - `environment` has "no-dash"; a name begins with a letter and has letters, digits and _ only, two characters at least',
    '  - `environment.RATE` is 5; `environment` is an object of texts',
    '  - `secrets.RATE` is "prod/database"; `secrets` is an object of secrets',
    '  - `environment` and `secrets` both have RATE; give one of them another name',
    '  - `layers` has 6; it must be a list of 5 layers at most',
    '  - `ephemeralStorage` is 511 MiB; it must be a Size of aws-cdk-lib from 512 to 10240 MiB, such as Size.gibibytes(4)',
    '  - `nodeModules` has "../sharp"; it must be a list of names of npm packages, such as [\'sharp\']',
    '  - `nodeModules` has fanfold, which is always bundled; leave it out',
    `  - There is no task file ${missing}; give the path of a module such as task.ts`,
  ]);
});

test('a value that is known at deployment only is refused', () => {
  const task = folder.write('task.ts', taskSource());
  const error = problemOf((stack) => ({
    task,
    maxConcurrency: new CfnParameter(stack, 'Concurrency', { type: 'Number' }).valueAsNumber,
  }));
  expect(error.message).toBe(
    'FanOutFanIn can not be made: `maxConcurrency` is known at deployment only; it must be a whole number from 1 to 10000, known at synthesis',
  );
});

test('the error names the construct', () => {
  expect(problemOf({ task: folder.path }).stack).toContain('Double (constructs.Construct)');
});

test('what is known at deployment only is refused where it must be known, each in the same words', () => {
  const error = problemOf({
    task: Lazy.string({ produce: () => 'task.ts' }),
    memory: JSON.parse(JSON.stringify(Lazy.string({ produce: () => '1 GB' }))),
    itemConcurrency: Lazy.number({ produce: () => 2 }),
    environment: { [Lazy.string({ produce: () => 'NAME' })]: 'value' },
    nodeModules: Lazy.list({ produce: () => ['sharp'] }),
  });
  expect(error.message.split('\n')).toEqual([
    'FanOutFanIn can not be made: 5 problems:',
    "  - `task` is known at deployment only; it must be the path of a module, such as 'task.ts', known at synthesis",
    '  - `itemConcurrency` is known at deployment only; it must be a whole number from 1 to 1000, known at synthesis',
    "  - `memory` is known at deployment only; it must be a size in whole megabytes such as '512 MB', from '256 MB' to '10240 MB', known at synthesis",
    '  - a name in `environment` is known at deployment only; it must be known at synthesis',
    "  - `nodeModules` is known at deployment only; it must be a list of names of npm packages, such as ['sharp'], known at synthesis",
  ]);
});

test('what may be known at deployment only is passed on, not judged', () => {
  const stack = createStack();
  const size = Token.asNumber({ Ref: 'Room' });
  new CfnParameter(stack, 'Room', { type: 'Number' });
  new FanOutFanIn(stack, 'Double', {
    task: folder.write('task.ts', taskSource()),
    environment: { WHERE: stack.region, LONG: Lazy.string({ produce: () => 'x'.repeat(5_000) }) },
    ephemeralStorage: Size.mebibytes(size),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { WHERE: { Ref: 'AWS::Region' } } },
    EphemeralStorage: { Size: { Ref: 'Room' } },
  });
});

test('environment variables that Lambda would not take together are refused, with what is our own', () => {
  const task = folder.write('task.ts', taskSource());
  const error = problemOf((stack) => ({
    task,
    environment: { LARGE: 'ä'.repeat(1_900) },
    secrets: { DATABASE_SECRET_ARN: Secret.fromSecretNameV2(stack, 'Database', 'prod/database') },
  }));
  const [, bytes, own] =
    /`environment` and `secrets` take (\d+) bytes with the (\d+) of fanfold's own variables; Lambda takes 4096 in all: put what is large into S3, SSM or a secret$/.exec(
      error.message,
    ) ?? [];
  // Quotes, colons and commas of JSON count, as do the bytes of UTF-8.
  expect(Number(bytes) - Number(own)).toBe(',"LARGE":"","DATABASE_SECRET_ARN":""'.length + 3_800);
  expect(Number(own)).toBeGreaterThan(250);
});

test('a subnet or a group without a VPC, and no group at all, are refused', () => {
  const task = folder.write('task.ts', taskSource());
  expect(problemOf({ task, securityGroups: [] }).message).toContain(
    '`securityGroups` is given without `vpc`; give both or none',
  );
});
