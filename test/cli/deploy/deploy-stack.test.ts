import { text } from 'node:stream/consumers';
import type { DeployResult, IIoHost, IoMessage, ToolkitOptions } from '@aws-cdk/toolkit-lib';
import * as toolkitLibrary from '@aws-cdk/toolkit-lib';
import { AbortError, AuthenticationError, BootstrapError, DeploymentError } from '@aws-cdk/toolkit-lib';
import { afterEach, expect, test, vi } from 'vitest';
import { deployStack } from '../../../cli/deploy/deploy-stack.ts';
import { loadToolkit } from '../../../cli/deploy/load-toolkit.ts';
import type { StackDeployment } from '../../../cli/deploy/stack-deployment.ts';
import { synthesizeTask } from '../../../infra/synthesize-task.ts';
import { listenOnLoopback } from '../../../local/listen-on-loopback.ts';
import { folderWith } from '../in-folder.ts';

afterEach(() => vi.unstubAllEnvs());

/** A deployment that keeps what it is told. */
function order(given: Partial<StackDeployment> = {}) {
  const told: string[] = [];
  const tell = (text: string): number => told.push(text);
  const deployment: StackDeployment = {
    assembly: '/assembly',
    settings: { profile: undefined, region: 'eu-west-1' },
    approval: 'broadening',
    confirm: undefined,
    view: { phase: tell, step: tell, note: tell },
    ...given,
  };
  return { deployment, told };
}

const result: DeployResult = {
  stacks: [
    {
      stackName: 'fanfold-double',
      hierarchicalId: 'fanfold-double',
      stackArn: 'arn:stack',
      environment: { account: '111122223333', region: 'eu-west-1' },
      outputs: { PipelineBucketNameX: 'bucket' },
      deleteFailures: [],
    },
  ],
};

/** The toolkit library with AWS taken away: `work` stands for what a deployment does there. */
function libraryThat(work: (ioHost: IIoHost) => Promise<DeployResult>) {
  class Toolkit extends toolkitLibrary.Toolkit {
    constructor(options: ToolkitOptions) {
      super(options);
      this.fromAssemblyDirectory = async () => ({ produce: () => Promise.reject(new Error('not read')) });
      this.deploy = () => work(this.ioHost);
    }
  }
  return async () => ({ ...toolkitLibrary, Toolkit });
}

function message(code: IoMessage<unknown>['code'], data: unknown): IoMessage<unknown> {
  return {
    time: new Date(0),
    level: 'info',
    action: 'deploy',
    message: 'text',
    data,
    ...(code !== undefined && { code }),
  };
}

/** Asks as the toolkit does before it deploys. */
async function askFor(ioHost: IIoHost, permissionChangeType: string): Promise<DeployResult> {
  const approved = await ioHost.requestResponse({
    ...message('CDK_TOOLKIT_I5060', { permissionChangeType }),
    code: 'CDK_TOOLKIT_I5060',
    message: 'these rights?',
    defaultResponse: true,
  });
  if (!approved) throw new AbortError('DeployAborted', 'Deployment cancelled');
  return result;
}

test('tells the progress and gives the stack', async () => {
  const { deployment, told } = order();
  const deployed = await deployStack(
    deployment,
    libraryThat(async (ioHost) => {
      await ioHost.notify(message('CDK_TOOLKIT_I5220', {}));
      await ioHost.notify(message('CDK_TOOLKIT_I5100', {}));
      await ioHost.notify(
        message('CDK_TOOLKIT_I5502', {
          event: { ResourceStatus: 'CREATE_COMPLETE' },
          progress: { completed: 3, total: 42, formatted: '' },
        }),
      );
      await ioHost.notify(message('CDK_TOOLKIT_I5900', { noOp: true }));
      return result;
    }),
  );
  expect(deployed).toEqual({
    name: 'fanfold-double',
    arn: 'arn:stack',
    account: '111122223333',
    region: 'eu-west-1',
    outputs: { PipelineBucketNameX: 'bucket' },
    unchanged: true,
  });
  expect(told).toEqual([
    'uploading the code',
    'deploying the stack; the first time takes some minutes',
    'deploying: 3 of 42 resources',
  ]);
});

test.each([
  ['broadening', 'broadening', true],
  ['broadening', 'non-broadening', false],
  ['any-change', 'non-broadening', true],
  ['any-change', 'none', false],
  ['never', 'broadening', false],
] as const)('--require-approval %s, change %s: asks %s', async (approval, change, asks) => {
  const confirm = vi.fn(async () => true);
  const { deployment } = order({ approval, confirm });
  await deployStack(
    deployment,
    libraryThat((ioHost) => askFor(ioHost, change)),
  );
  expect(confirm.mock.calls).toEqual(asks ? [['these rights?']] : []);
});

test.each([
  ['nobody is there', undefined, 'no terminal to approve that on'],
  ['somebody says no', async () => false, 'the changes were not approved'],
])('nothing is deployed when %s', async (_, confirm, told) => {
  const { deployment } = order({ confirm });
  const deploying = deployStack(
    deployment,
    libraryThat((ioHost) => askFor(ioHost, 'broadening')),
  );
  await expect(deploying).rejects.toMatchObject({
    code: 'InvalidUsage',
    message: expect.stringContaining(told),
  });
});

test.each([
  [
    new BootstrapError('SsmParameterNotFound', 'x', { account: '111122223333', region: 'eu-west-1' }),
    'NotBootstrapped',
    'npx cdk bootstrap aws://111122223333/eu-west-1 --profile dev',
  ],
  [new AuthenticationError('AssumeRoleFailed', 'no such role'), 'NotBootstrapped', 'no such role'],
  [new AuthenticationError('NoCredentials', 'none'), 'NoCredentials', 'aws sso login --profile dev'],
  [new DeploymentError('rolled back', 'X'), 'DeploymentFailed', 'rolled back'],
])('%s is %s', async (error, code, told) => {
  const { deployment } = order({ settings: { profile: 'dev', region: undefined } });
  const deploying = deployStack(
    deployment,
    libraryThat(() => Promise.reject(error)),
  );
  await expect(deploying).rejects.toMatchObject({
    code,
    message: expect.stringContaining(told),
    cause: error,
  });
});

test('a stack that fails names the resources that did, and why', async () => {
  const { deployment } = order();
  const deploying = deployStack(
    deployment,
    libraryThat(async (ioHost) => {
      const event = {
        LogicalResourceId: 'Bucket',
        ResourceType: 'AWS::S3::Bucket',
        ResourceStatus: 'CREATE_FAILED',
        ResourceStatusReason: 'it exists',
      };
      await ioHost.notify(message('CDK_TOOLKIT_I5502', { event, progress: { completed: 1 } }));
      throw new DeploymentError('rolled back', 'X');
    }),
  );
  await expect(deploying).rejects.toMatchObject({
    code: 'DeploymentFailed',
    message: 'the stack was not deployed: Bucket (AWS::S3::Bucket): it exists',
  });
});

test('a toolkit that is not installed is named with how to install it; other trouble stays what it is', async () => {
  const absent = Object.assign(new Error("Cannot find package '@aws-cdk/toolkit-lib'"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  await expect(loadToolkit(() => Promise.reject(absent))).rejects.toMatchObject({
    code: 'ToolkitMissing',
    message: expect.stringContaining('npm install --save-dev @aws-cdk/toolkit-lib'),
  });
  const broken = new Error('broken');
  await expect(loadToolkit(() => Promise.reject(broken))).rejects.toBe(broken);
});

/** Settings of no account but the test's own. */
async function withoutAccount(given: Record<string, string>) {
  const folder = await folderWith({ config: '' });
  for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, undefined);
  const own = {
    AWS_CONFIG_FILE: folder.path('config'),
    AWS_SHARED_CREDENTIALS_FILE: folder.path('config'),
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: folder.directory,
  };
  for (const [name, value] of Object.entries({ ...own, ...given })) vi.stubEnv(name, value);
  const { assembly } = await synthesizeTask({ task: 'test/client/tasks/half.ts', out: folder.path('out') });
  return { assembly, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('the real toolkit takes a real assembly, and without credentials says so', async () => {
  await using at = await withoutAccount({});
  const { deployment } = order(at);
  await expect(deployStack(deployment)).rejects.toMatchObject({ code: 'NoCredentials' });
}, 120_000);

/** Answers as an account does in which nothing is: it has an id, and no role, stack or parameter. */
function startEmptyAccount() {
  return listenOnLoopback(async (request, response) => {
    const asked = await text(request);
    const xml = (status: number, body: string) =>
      response.writeHead(status, { 'Content-Type': 'text/xml' }).end(body);
    if (asked.includes('Action=GetCallerIdentity'))
      return xml(
        200,
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/me</Arn><UserId>me</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
    if (asked.includes('Action='))
      return xml(
        400,
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>there is no such role or stack</Message></Error></ErrorResponse>',
      );
    return response
      .writeHead(400, { 'Content-Type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ __type: 'ParameterNotFound', message: 'none' }));
  });
}

test('the real toolkit in an account that is not bootstrapped: how to do it', async () => {
  const account = await startEmptyAccount();
  try {
    await using at = await withoutAccount({
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: account.url,
    });
    const { deployment } = order(at);
    await expect(deployStack(deployment)).rejects.toMatchObject({
      code: 'NotBootstrapped',
      message: expect.stringContaining('npx cdk bootstrap aws://111122223333/eu-west-1'),
    });
  } finally {
    await account.close();
  }
}, 120_000);
