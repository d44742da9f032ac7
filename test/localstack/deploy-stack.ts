import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { BucketAlreadyOwnedByYou, CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { AssemblyStack } from '../../local/cloudformation/assembly.ts';
import { account } from '../contract/subject.ts';
import { clientSettings } from './server.ts';
import { zipFolder } from './zip-folder.ts';

/** A stack that CloudFormation has made, or failed to make. */
export interface StackOnLocalStack {
  status: string;
  outputs: Record<string, string>;
  /** Status and physical id by logical id. */
  resources: Record<string, { type: string; status: string; id: string; reason: string }>;
  remove(): Promise<void>;
}

/** Where CDK's bootstrap would have put assets, as templates name it. */
const assetBucket = `cdk-hnb659fds-assets-${account.accountId}-${account.region}`;

/**
 * Puts a stack's assets where its template looks for them, and has CloudFormation make it.
 * @param adaptFile changes an asset that is a file, here the state machine's definition
 */
export async function deployStack(
  url: string,
  { stackName, template, assets }: AssemblyStack,
  adaptFile: (text: string) => string = (text) => text,
): Promise<StackOnLocalStack> {
  const s3 = new S3Client(clientSettings(url));
  const cloudFormation = new CloudFormationClient(clientSettings(url));
  try {
    await createAssetBucket(s3);
    const wanted = JSON.stringify(template.Resources);
    for (const [Key, { path, packaging }] of assets) {
      if (!wanted.includes(Key)) continue;
      const Body = packaging === 'zip' ? await zipFolder(path) : adaptFile(await readFile(path, 'utf8'));
      await s3.send(new PutObjectCommand({ Bucket: assetBucket, Key, Body }));
    }
    // The stack's one parameter is the version of CDK's bootstrap, which isn't here.
    const TemplateBody = JSON.stringify({ Resources: template.Resources, Outputs: template.Outputs });
    await cloudFormation.send(
      new CreateStackCommand({ StackName: stackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
    );
    return await describeStack(cloudFormation, url, stackName);
  } finally {
    s3.destroy();
    cloudFormation.destroy();
  }
}

async function createAssetBucket(s3: S3Client): Promise<void> {
  try {
    await s3.send(new CreateBucketCommand({ Bucket: assetBucket }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}

async function describeStack(
  client: CloudFormationClient,
  url: string,
  StackName: string,
): Promise<StackOnLocalStack> {
  for (;;) {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = stack?.StackStatus ?? 'DELETED';
    if (status.endsWith('_IN_PROGRESS')) {
      await setTimeout(250);
      continue;
    }
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
    return {
      status,
      outputs: Object.fromEntries(
        (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      ),
      resources: Object.fromEntries(
        StackResources.map((one) => [
          one.LogicalResourceId ?? '',
          {
            type: one.ResourceType ?? '',
            status: one.ResourceStatus ?? '',
            id: one.PhysicalResourceId ?? '',
            reason: one.ResourceStatusReason ?? '',
          },
        ]),
      ),
      remove: () => removeStack(url, StackName),
    };
  }
}

async function removeStack(url: string, StackName: string): Promise<void> {
  const client = new CloudFormationClient(clientSettings(url));
  await client.send(new DeleteStackCommand({ StackName }));
  client.destroy();
}
