import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CloudConnection, openLocalCloud, startLocalCloud } from '../../../local/index.ts';
import { listenOnLoopback } from '../../../local/listen-on-loopback.ts';
import { clientsOf, execute, until } from '../cloudformation/cloud-clients.ts';
import { echoStack } from '../cloudformation/echo-stack.ts';
import { writeAssembly } from '../cloudformation/write-assembly.ts';
import { connected, gone, isAlive, kill, spawnClient } from './spawn-client.ts';

let folder: string;
let stateDir: string;
const connections: CloudConnection[] = [];
const clients: ChildProcess[] = [];

const open = async (log?: (line: string) => void) => {
  const connection = await openLocalCloud({ stateDir, keep: true, ...(log === undefined ? {} : { log }) });
  connections.push(connection);
  return connection;
};
const spawnOne = () => {
  const client = spawnClient(stateDir);
  clients.push(client);
  return client;
};
const deployEcho = async (cloud: CloudConnection) => {
  const [stack] = await cloud.deploy(await writeAssembly(join(folder, 'assembly'), [echoStack()]));
  return { Machine: '', Bucket: '', Table: '', ...stack?.outputs };
};
const readEndpointFile = async () => JSON.parse(await readFile(join(stateDir, 'daemon.json'), 'utf8'));
const writeEndpointFile = async (changes: object) => {
  const old = existsSync(join(stateDir, 'daemon.json')) ? await readEndpointFile() : {};
  await writeFile(join(stateDir, 'daemon.json'), JSON.stringify({ ...old, ...changes }));
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanfold-daemon-'));
  stateDir = join(folder, 'state');
});

afterEach(async () => {
  for (const client of clients.splice(0))
    if (client.exitCode === null && client.signalCode === null) await kill(client);
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  // A daemon whose last client was killed may still be writing.
  const next = await openLocalCloud({ stateDir });
  await next.close();
  await gone(next.pid);
  await rm(folder, { recursive: true });
});

describe('connections to one state folder', () => {
  it('share one daemon, and what one deploys the other sees', async () => {
    const first = await open();
    const second = await open();
    expect(second).toMatchObject({
      pid: first.pid,
      endpoints: first.endpoints,
      environment: first.environment,
    });
    const { Machine } = await deployEcho(first);
    expect(await second.parameter('/echo')).toContain(Machine);
    expect(await second.parameter('/other')).toBeUndefined();
    expect(await execute(clientsOf(second).sfn, Machine, { a: 1 })).toMatchObject({ event: { a: 1 } });

    await first.close();
    expect(await second.parameter('/echo')).toContain(Machine);
    await second.close();
    expect(existsSync(join(stateDir, 'daemon.json'))).toBe(false);
    await gone(first.pid);
    await expect(second.parameter('/echo')).rejects.toThrow('closed');
  });

  it('started five at once give one daemon', async () => {
    const processes = [spawnOne(), spawnOne(), spawnOne()];
    const own = await Promise.all([open(), open()]);
    const others = await Promise.all(processes.map(connected));
    expect(new Set([...own, ...others].map(({ pid }) => pid)).size).toBe(1);
  });

  it('refuse what can not be deployed by the daemon in its own words', async () => {
    const cloud = await open();
    const deploying = cloud.deploy(join(folder, 'nothing'));
    await expect(deploying).rejects.toMatchObject({
      code: 'InvalidUsage',
      message: expect.stringContaining('cdk synth'),
    });
  });

  it('do not let others of this machine in', async () => {
    await open();
    const { mode } = await stat(join(stateDir, 'daemon.json'));
    expect(mode & 0o777).toBe(0o600);
    const { url } = await readEndpointFile();
    for (const authorization of ['', 'Bearer guessed']) {
      const response = await fetch(`${url}/parameter?name=/echo`, { headers: { authorization } });
      expect(response.status).toBe(403);
    }
  });
});

describe('a client that is killed', () => {
  it('takes the daemon and its functions with it when it was the last', async () => {
    const client = spawnOne();
    const { pid, endpoints, region } = await connected(client);
    const own = await open();
    const { Machine } = await deployEcho(own);
    const running = await execute(clientsOf({ endpoints, region }).sfn, Machine);
    const environment = z.object({ pid: z.number() }).parse(running).pid;
    await own.close();
    expect(isAlive(pid)).toBe(true);

    await kill(client);
    await gone(pid);
    await gone(environment);
  });

  it('does not wait for executions: the next start finds them aborted', async () => {
    const client = spawnOne();
    const { pid } = await connected(client);
    const own = await open();
    const { Machine } = await deployEcho(own);
    const { sfn } = clientsOf(own);
    const { pid: environment } = z.object({ pid: z.number() }).parse(await execute(sfn, Machine));
    const input = JSON.stringify({ sleepMs: 600_000 });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: Machine, input }));
    await until(async () => {
      const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
      return events?.find(({ type }) => type === 'TaskStarted');
    });
    await own.close();
    await kill(client);
    await gone(pid);
    await gone(environment);
    const after = clientsOf(await open());
    const execution = await after.sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Local.Restarted' });
  });

  it('leaves the daemon to the others', async () => {
    const client = spawnOne();
    const cloud = await open();
    expect((await connected(client)).pid).toBe(cloud.pid);
    await kill(client);
    await deployEcho(cloud);
    expect(isAlive(cloud.pid)).toBe(true);
  });

  it('leaves its state to the next start, at once', async () => {
    const client = spawnOne();
    const { pid } = await connected(client);
    const own = await open();
    const { Machine, Bucket, Table } = await deployEcho(own);
    const { s3, dynamodb } = clientsOf(own);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'data' }));
    await dynamodb.send(new PutItemCommand({ TableName: Table, Item: { pk: { S: 'kept' } } }));
    await own.close();
    await kill(client);

    const next = await open();
    expect(next.pid).not.toBe(pid);
    const after = clientsOf(next);
    const object = await after.s3.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    expect(await object.Body?.transformToString()).toBe('data');
    const item = await after.dynamodb.send(
      new GetItemCommand({ TableName: Table, Key: { pk: { S: 'kept' } } }),
    );
    expect(item.Item).toEqual({ pk: { S: 'kept' } });
    expect(await execute(after.sfn, Machine, { a: 2 })).toMatchObject({ event: { a: 2 } });
  });

  it('leaves nothing behind when it is killed before it is connected', async () => {
    const client = spawnOne();
    while (!existsSync(join(stateDir, 'daemon.log'))) await new Promise(setImmediate);
    await kill(client);
    const next = await open();
    const log = await readFile(join(stateDir, 'daemon.log'), 'utf8');
    const started = [...log.matchAll(/starts in process (\d+)/g)].map(([, pid]) => Number(pid));
    for (const pid of started) if (pid !== next.pid) await gone(pid);
  });
});

describe('a daemon that is killed', () => {
  it('is told to its clients, and the next start recovers', async () => {
    const cloud = await open();
    const { Machine } = await deployEcho(cloud);
    const running = await execute(clientsOf(cloud).sfn, Machine);
    process.kill(cloud.pid, 'SIGKILL');
    await gone(z.object({ pid: z.number() }).parse(running).pid);
    const lost = await cloud.lost;
    expect(lost).toMatchObject({ code: 'LocalCloudFailed' });
    expect(lost.message).toContain(`process ${cloud.pid}) has ended unexpectedly`);
    expect(lost.message).toMatch(/its last lines:\n.*ready at/s);
    await expect(cloud.parameter('/echo')).rejects.toMatchObject({ code: 'LocalCloudFailed' });
    await expect(cloud.deploy(join(folder, 'assembly'))).rejects.toMatchObject({ code: 'LocalCloudFailed' });

    const next = await open();
    expect(await execute(clientsOf(next).sfn, Machine)).toMatchObject({ code: 'first' });
  });
});

describe('an endpoint file', () => {
  it('of a dead process is taken for stale', async () => {
    const first = await open();
    const endpoint = await readEndpointFile();
    await first.close();
    await writeEndpointFile(endpoint);
    const next = await open();
    expect(next.pid).not.toBe(first.pid);
  });

  it('whose port another program has by now is taken for stale', async () => {
    const stranger = await listenOnLoopback((_, response) => response.end('{}\n'));
    const first = await open();
    const endpoint = await readEndpointFile();
    await first.close();
    await writeEndpointFile({ ...endpoint, pid: process.pid, url: stranger.url });
    expect((await open()).pid).not.toBe(process.pid);
    await stranger.close();
  });

  it('that is no JSON is taken for stale', async () => {
    const first = await open();
    await first.close();
    await writeFile(join(stateDir, 'daemon.json'), 'half a li');
    expect((await open()).pid).not.toBe(first.pid);
  });

  it('of another version is waited for', async () => {
    const old = await open();
    await writeEndpointFile({ fanfoldVersion: '0.0.1' });
    const said = Promise.withResolvers<string>();
    const opening = open(said.resolve);
    expect(await said.promise).toContain(`local cloud of fanfold 0.0.1 (process ${old.pid})`);
    await old.close();
    expect((await opening).pid).not.toBe(old.pid);
  });
});

describe('a local cloud in another process', () => {
  it('keeps a daemon waiting until it is closed', async () => {
    const cloud = await startLocalCloud({ stateDir });
    const opening = open();
    await cloud.close();
    expect(await (await opening).parameter('/echo')).toBeUndefined();
  });
});

describe('a daemon that can not start', () => {
  it('says why', async () => {
    const blocked = join(folder, 'blocked');
    const first = await openLocalCloud({ stateDir: blocked });
    await first.close();
    await rm(join(blocked, 's3'), { recursive: true });
    await writeFile(join(blocked, 's3'), 'a file where a folder is due');
    const failing = openLocalCloud({ stateDir: blocked });
    await expect(failing).rejects.toMatchObject({ code: 'LocalCloudFailed' });
    await expect(failing).rejects.toThrow(/did not start.*daemon\.log.*(ENOTDIR|EEXIST)/s);
  });
});

describe('AWS’s rates', () => {
  it('are applied by a daemon that is started with them, and a later connection is told', async () => {
    const lines: string[] = [];
    const first = await openLocalCloud({ stateDir, keep: true, awsRates: true });
    connections.push(first);
    const second = await openLocalCloud({ stateDir, awsRates: false, log: (line) => lines.push(line) });
    connections.push(second);
    const { lambda } = first.endpoints;
    const headers = { authorization: 'AWS4-HMAC-SHA256 local' };
    const statuses = await Promise.all(
      Array.from(
        { length: 60 },
        async () => (await fetch(`${lambda}/2015-03-31/functions`, { headers })).status,
      ),
    );

    expect(statuses).toContain(429);
    expect(statuses).toContain(200);
    expect(lines).toEqual([expect.stringMatching(/is up already with AWS's rates/)]);
  });
});
