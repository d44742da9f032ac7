import { request } from 'node:http';
import { CreateActivityCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCloud } from '../helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

describe('the server', () => {
  it('says which operations it has', async () => {
    await expect(cloud.sfn.send(new CreateActivityCommand({ name: 'a' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining("'AWSStepFunctions.CreateActivity'"),
    });
  });

  it.each([
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost', 400],
    ['LOCALHOST:1234', 400],
    ['127.0.0.1:80', 400],
  ])('answers the host %s with %d', async (host, expected) => {
    const status = await new Promise((resolve, reject) => {
      const sent = request(cloud.url, { method: 'POST', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.end('{}');
    });
    expect(status).toBe(expected);
  });

  it('refuses what is no JSON', async () => {
    const headers = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
    for (const body of ['nonsense', '[]']) {
      const response = await fetch(cloud.url, { method: 'POST', headers, body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
    }
  });
});
