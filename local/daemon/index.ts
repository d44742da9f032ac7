export type { CloudConnection } from './cloud-connection.ts';
export { type OpenLocalCloudOptions, openLocalCloud } from './open-local-cloud.ts';
