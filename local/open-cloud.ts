import type { DeployedStack } from './cloudformation/index.ts';
import { type Endpoints, type ServerOptions, startServers } from './start-servers.ts';

/** A local cloud in this process. Its servers listen on 127.0.0.1. */
export interface LocalCloud {
  endpoints: Endpoints;
  region: string;
  accountId: string;
  /** Variables by which AWS SDKs and the AWS CLI use this cloud: `AWS_ENDPOINT_URL_*`, region and dummy credentials. */
  environment: Record<string, string>;
  /** Folder of logs: of functions `<function>/<log stream>.log`, of executions `@executions/<machine>/<execution>.jsonl`. */
  logsDirectory: string;
  /**
   * Deploys the stacks of a cloud assembly (`cdk.out`); what is there is updated in place, data is kept.
   * @throws FanfoldError `InvalidUsage` naming everything the local cloud can't run, before anything is created
   */
  deploy(assembly: string): Promise<DeployedStack[]>;
  /** Value of an SSM parameter of a deployed stack. */
  parameter(name: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** How a cloud is opened on a state folder that is already this process's own. */
export interface OpenCloudOptions extends ServerOptions {
  root: string;
  /** Gives the folder back: called when everything is closed, also when the start fails. */
  release(): void | Promise<void>;
}

/**
 * Starts all servers on a state folder.
 * @throws Error when one does not start
 */
export async function openCloud(options: OpenCloudOptions): Promise<LocalCloud> {
  const { root, release } = options;
  const servers = await startServers(root, options).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const { endpoints, account, environment, logsDirectory, deployer } = servers;
  let closed: Promise<void> | undefined;
  return {
    endpoints,
    ...account,
    environment,
    logsDirectory,
    deploy: (assembly) => deployer.deploy(assembly),
    parameter: async (name) => deployer.parameter(name),
    close() {
      closed ??= servers.close().finally(release);
      return closed;
    },
  };
}
