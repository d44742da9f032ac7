import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { type LocalCloud, openCloud } from './open-cloud.ts';
import type { Ports } from './start-servers.ts';
import { lockStateFolder } from './state-folder-lock.ts';

/** Options of {@link startLocalCloud}. */
export interface LocalCloudOptions {
  /** Cloud assembly (`cdk.out`) to deploy at once. */
  assembly?: string;
  /** Folder that keeps everything from one start to the next. @default a temporary folder that close() deletes */
  stateDir?: string;
  /** Invocations at once of all functions. @default 1,000, Lambda's own default quota */
  accountConcurrency?: number;
  /**
   * Whether AWS's service rates are applied: calls of the APIs of Step Functions and Lambda, starts of a Map Run's children,
   * new environments of a function. @default false
   */
  awsRates?: boolean;
  /** Fixed ports. @default free ones */
  ports?: Ports;
  /** Takes a line for what goes wrong unseen, such as an event that could not be delivered. @default dropped */
  log?: (line: string) => void;
}

/**
 * Starts S3, DynamoDB, Lambda, Step Functions and EventBridge on this machine, in this process. Stacks of an earlier start
 * with the same state folder are in place again, with their data.
 * @throws FanfoldError `LocalCloudFailed` when another local cloud uses the state folder, `InvalidUsage` for an assembly
 * that can't run here
 * @example
 * ```ts
 * import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
 * import { startLocalCloud } from 'fanfold/local';
 *
 * const cloud = await startLocalCloud({ assembly: 'cdk.out' });
 * Object.assign(process.env, cloud.environment);
 * await new SFNClient().send(new ListStateMachinesCommand());
 * await cloud.close();
 * ```
 */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const { assembly, stateDir, ...serverOptions } = options;
  const root = stateDir === undefined ? await mkdtemp(join(tmpdir(), 'fanfold-')) : resolve(stateDir);
  const lock = lockStateFolder(root);
  if (lock === undefined) {
    throw new FanfoldError('LocalCloudFailed', `The state folder ${root} is in use by another local cloud.`);
  }
  const release = async () => {
    lock.release();
    if (stateDir === undefined) await rm(root, { recursive: true, force: true });
  };
  const cloud = await openCloud({ ...serverOptions, root, release });
  if (assembly === undefined) return cloud;
  try {
    await cloud.deploy(assembly);
    return cloud;
  } catch (error) {
    await cloud.close();
    throw error;
  }
}
