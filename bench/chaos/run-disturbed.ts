import { setTimeout as sleep } from 'node:timers/promises';
import { readCloudConnection } from '../../cli/cloud-connection.ts';
import {
  type AwsClients,
  createAwsClients,
  createClient,
  destroyClients,
  type Pipeline,
  pipelineParameterName,
  type RunOutcome,
} from '../../client/index.ts';
import { pipeline as pipelineSchema } from '../../core/contracts/pipeline.ts';
import { type CloudConnection, openLocalCloud } from '../../local/daemon/index.ts';
import type { ChaosLog } from './chaos-log.ts';
import { killCloud } from './kill-cloud.ts';
import type { LedgerProxy } from './ledger-proxy.ts';
import type { Mischief } from './mischief.ts';
import type { Variant } from './variant.ts';

/** What one run needs. */
export interface RunRequest {
  runId: string;
  variant: Variant;
  /** Name of the task. */
  task: string;
  assembly: string;
  stateDir: string;
  /** Path of the source. */
  source: string;
  proxy: LedgerProxy;
  /** Undefined: a quiet run. */
  mischief: Mischief | undefined;
  log: ChaosLog;
}

/** A run that has ended, and its cloud, which is still up. */
export interface EndedRun {
  outcome: RunOutcome;
  pipeline: Pipeline;
  clients: AwsClients;
  cloud: CloudConnection;
}

const mostMs = 150_000;

/**
 * Runs a run to its end. A cloud that is killed is started again, and the same run id in it.
 * @throws Error if it doesn't end
 */
export async function runDisturbed(request: RunRequest): Promise<EndedRun> {
  const deadline = AbortSignal.timeout(mostMs);
  for (;;) {
    const ended = await runUntilKilled(request, deadline);
    if (ended !== undefined) return ended;
    request.log('restart the cloud and the run');
  }
}

/** @returns undefined if the cloud was killed first */
async function runUntilKilled(request: RunRequest, deadline: AbortSignal): Promise<EndedRun | undefined> {
  const { proxy, mischief, log, runId, variant } = request;
  const cloud = await openLocalCloud({ stateDir: request.stateDir, keep: true });
  const clients = createAwsClients(readCloudConnection(cloud));
  let killed = false;
  try {
    proxy.target = cloud.endpoints.dynamodb;
    const pipeline = await deploy(cloud, request);
    const client = createClient({ pipeline, clients });
    const uri = await client.upload({ runId, path: request.source, name: 'items.jsonl' });
    const run = await client.start({ uri }, { ...variant.tuning, runId });
    log(`execution ${run.executionArn}`);
    if (mischief !== undefined) {
      const kill = () => {
        killed = true;
        mischief.turnAway();
        proxy.target = undefined;
        killCloud(cloud.pid);
      };
      mischief.turnTo({ daemon: cloud.pid, clients, executionArn: run.executionArn, kill });
    }
    const lost = cloud.lost.then((reason) => Promise.reject(reason));
    const outcome = await Promise.race([run.result(), lost, timeOut(deadline)]);
    mischief?.turnAway();
    log(`ended ${outcome.status}${outcome.error === null ? '' : `: ${outcome.error.message}`}`);
    return { outcome, pipeline, clients, cloud };
  } catch (error) {
    destroyClients(clients);
    if (!killed) {
      await cloud.close();
      throw error;
    }
    // Its clients hear of its end one after another.
    await cloud.close();
    return undefined;
  }
}

async function deploy(cloud: CloudConnection, { assembly, task }: RunRequest): Promise<Pipeline> {
  await cloud.deploy(assembly);
  return pipelineSchema.parse(JSON.parse((await cloud.parameter(pipelineParameterName(task))) ?? ''));
}

async function timeOut(deadline: AbortSignal): Promise<never> {
  await sleep(mostMs, undefined, { signal: deadline, ref: false }).catch(() => {});
  throw new Error(`the run has not ended within ${mostMs / 1_000} seconds`);
}
