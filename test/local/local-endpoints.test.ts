import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AttachedClients } from '../../local/daemon/attached-clients.ts';
import { startControlServer } from '../../local/daemon/control-server.ts';
import { type LocalCloud, startLocalCloud } from '../../local/index.ts';
import type { LocalServer } from '../../local/ports.ts';

const token = 'token';
let cloud: LocalCloud;
let control: LocalServer;

beforeAll(async () => {
  cloud = await startLocalCloud();
  control = await startControlServer({
    cloud,
    clients: new AttachedClients(() => {}),
    greeting: { instanceId: 'test', ...cloud },
    token,
  });
});

afterAll(async () => {
  await control?.close();
  await cloud?.close();
});

/** All servers of a local cloud: one that is added is tried as well. */
function urls(): Record<string, string> {
  return { ...cloud.endpoints, control: control.url };
}

/** Addresses of this machine besides 127.0.0.1. */
function otherAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [
    // All of 127.0.0.0/8 is this machine, on Linux without being set up.
    ...(process.platform === 'linux' ? ['127.0.0.2'] : []),
    '::1',
    // Link-local addresses say nothing without their interface.
    ...addresses.filter(({ scopeid = 0 }) => scopeid === 0).map(({ address }) => address),
  ].filter((address, number, all) => address !== '127.0.0.1' && all.indexOf(address) === number);
}

async function reaches(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Status of a request that names a host, and is as good as a program's on this machine otherwise. */
async function statusFor(name: string, url: string, host: string): Promise<number | undefined> {
  const authorization = name === 'control' ? `Bearer ${token}` : 'AWS4-HMAC-SHA256 Credential=local';
  const path = name === 'control' ? '/parameter?name=none' : '/';
  const sent = request(url, { path, headers: { host, authorization }, agent: false });
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  sent.on('response', (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

describe('servers of the local cloud', () => {
  test('listen on 127.0.0.1 and no other address', async () => {
    expect(Object.keys(urls()).sort()).toEqual(['control', 'dynamodb', 'events', 'lambda', 's3', 'sfn']);
    for (const [name, url] of Object.entries(urls())) {
      const { hostname, port } = new URL(url);
      expect(hostname, name).toBe('127.0.0.1');
      expect(await reaches('127.0.0.1', Number(port)), name).toBe(true);
      for (const address of otherAddresses()) {
        expect(await reaches(address, Number(port)), `${name} at ${address}`).toBe(false);
      }
    }
  });

  test('a server that listens everywhere would be found', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const reached = await Promise.all(otherAddresses().map((other) => reaches(other, port)));
    server.close();
    expect(reached).toContain(true);
  });

  test.each([
    ['evil.example', (port: string) => `evil.example:${port}`],
    ['evil.example without a port', () => 'evil.example'],
    ['a name that begins like an address', (port: string) => `127.0.0.1.evil.example:${port}`],
    ['a name that begins like localhost', (port: string) => `localhost.evil.example:${port}`],
    ['a name that ends like localhost', (port: string) => `evil-localhost:${port}`],
    ['0.0.0.0, which also reaches them', (port: string) => `0.0.0.0:${port}`],
  ])('refuse a Host header that names %s', async (_, host) => {
    for (const [name, url] of Object.entries(urls())) {
      expect(await statusFor(name, url, host(new URL(url).port)), name).toBe(403);
    }
  });

  test.each(['127.0.0.1', 'localhost'])('answer to %s', async (host) => {
    for (const [name, url] of Object.entries(urls())) {
      const status = await statusFor(name, url, `${host}:${new URL(url).port}`);
      expect(status, name).not.toBe(403);
    }
  });
});
