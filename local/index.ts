export type { DeployedStack } from './cloudformation/index.ts';
export { type CloudConnection, type OpenLocalCloudOptions, openLocalCloud } from './daemon/index.ts';
export { type LocalCloudOptions, startLocalCloud } from './local-cloud.ts';
export type { LocalCloud } from './open-cloud.ts';
export type { Endpoints, Ports } from './start-servers.ts';
