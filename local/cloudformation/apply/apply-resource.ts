import { readFile } from 'node:fs/promises';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import type { FunctionConfiguration } from '../../ports.ts';
import { identityOf, type PlannedResource, type PlannedStateMachine } from '../planned-resource.ts';
import { substituteDefinition } from '../substitution.ts';
import type { AwsClients } from './aws-clients.ts';
import { createBucket } from './create-bucket.ts';
import { createTable } from './create-table.ts';
import { deleteStateMachine, putStateMachine } from './put-state-machine.ts';

/** What resources are created in. */
export interface ResourceHost {
  clients: AwsClients;
  createFunction(configuration: FunctionConfiguration): unknown;
  setAsyncRetries(functionName: string, retries: number): void;
}

/**
 * Creates a resource, or brings the one that is there up to date; data is kept.
 * @param assetPath copy of the asset that the resource is made of: a function's code, a machine's definition
 * @throws FanfoldError `LocalCloudFailed` that names the resource
 */
export async function applyResource(
  host: ResourceHost,
  resource: PlannedResource,
  assetPath: string | undefined,
): Promise<void> {
  try {
    await apply(host, resource, assetPath);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FanfoldError(
      'LocalCloudFailed',
      `The ${identityOf(resource)} could not be deployed: ${reason}`,
      { cause },
    );
  }
}

async function apply(
  host: ResourceHost,
  resource: PlannedResource,
  assetPath: string | undefined,
): Promise<void> {
  const { clients } = host;
  switch (resource.kind) {
    case 'bucket':
      return createBucket(clients.s3, resource);
    case 'table':
      return createTable(clients.dynamodb, resource);
    case 'state-machine':
      return putStateMachine(clients.sfn, resource, await readDefinition(resource, assetPath));
    case 'function':
      if (assetPath === undefined) throw new Error('its code is missing');
      host.createFunction({ ...resource.configuration, codeDirectory: assetPath });
      return;
    case 'async-invocation':
      host.setAsyncRetries(resource.functionName, resource.retries);
      return;
    // The whole of these is set at once when the stacks are in place.
    case 'bucket-events':
    case 'parameter':
    case 'rule':
      return;
  }
}

/**
 * Removes a resource that its stack no longer has. Buckets and tables stay, for they hold data; a function stays, idle,
 * until the local cloud is started again.
 */
export async function removeResource(host: ResourceHost, resource: PlannedResource): Promise<void> {
  if (resource.kind === 'state-machine') await deleteStateMachine(host.clients.sfn, resource);
}

async function readDefinition(machine: PlannedStateMachine, assetPath: string | undefined): Promise<string> {
  const { definition, substitutions } = machine;
  if ('text' in definition) return substituteDefinition(definition.text, substitutions);
  if ('object' in definition) return substituteDefinition(JSON.stringify(definition.object), substitutions);
  if (assetPath === undefined) throw new Error('its definition is missing');
  return substituteDefinition(await readFile(assetPath, 'utf8'), substitutions);
}
