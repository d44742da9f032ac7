import type { AwsConnection } from '../client/clients.ts';
import type { LocalCloud } from './parts.ts';

/** How SDK clients reach a local cloud. */
export function readCloudConnection({ region, environment, endpoints }: LocalCloud): AwsConnection {
  const { AWS_ACCESS_KEY_ID: accessKeyId = 'local', AWS_SECRET_ACCESS_KEY: secretAccessKey = 'local' } =
    environment;
  return { region, credentials: { accessKeyId, secretAccessKey }, endpoints };
}
