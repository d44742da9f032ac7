import { z } from 'zod';
import { pythonServers } from '../../scripts/python/python-servers.ts';
import { PythonUnavailable } from '../../scripts/python/python-unavailable.ts';
import { startPythonServer } from '../../scripts/python/start-python-server.ts';
import { account, type Service } from '../contract/subject.ts';

/** The LocalStack that the tests run on. */
export interface LocalStack extends Service {
  /** Version and where it was found. */
  title: string;
  /** Services that it has. */
  services: readonly string[];
}

/**
 * The LocalStack at `AWS_ENDPOINT_URL`, where that is set; else one that is started here from PyPI.
 * @throws PythonUnavailable if none is given and none can be installed here
 */
export async function openLocalStack(): Promise<LocalStack> {
  const given = process.env.AWS_ENDPOINT_URL;
  if (given !== undefined) {
    // By number, so that S3's clients put the bucket into the path.
    const url = new URL(given.replace('//localhost', '//127.0.0.1')).origin;
    const { services, version } = await readHealth(url);
    return { url, services, title: `LocalStack ${version} at ${given}`, close: async () => {} };
  }
  const { url, close } = await startPythonServer('localstack');
  const { services } = await readHealth(url);
  return {
    url,
    close,
    title: `${pythonServers.localstack.title}, started here on the host, without Docker`,
    // On the host it says that it has Lambda, which it needs for others, but without Docker it runs none.
    services: services.filter((name) => name !== 'lambda'),
  };
}

const health = z.object({ services: z.record(z.string(), z.string()), version: z.string() });

async function readHealth(url: string): Promise<{ services: string[]; version: string }> {
  const response = await fetch(`${url}/_localstack/health`);
  const { services, version } = health.parse(await response.json());
  const isThere = (name: string) => ['available', 'running'].includes(services[name] ?? '');
  return { services: Object.keys(services).filter(isThere), version };
}

/** What every SDK client of LocalStack is made with. */
export function clientSettings(url: string) {
  return {
    endpoint: url,
    region: account.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}

export { PythonUnavailable };
