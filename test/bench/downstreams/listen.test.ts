import { afterEach, expect, test } from 'vitest';
import {
  capacityAt,
  type Downstream,
  serviceMs,
  serviceTime,
} from '../../../bench/downstreams/downstreams.ts';
import { listen, type TestServer } from '../../../bench/downstreams/listen.ts';

const limited: Downstream = {
  name: 'limited',
  title: 'Limited',
  behaviour: '3 at once',
  overload: 'rejects',
  capacity: 3,
  seconds: 1,
  limits: [],
};
let server: TestServer | undefined;
afterEach(() => server?.close());

async function callAtOnce(url: string, requests: number): Promise<number[]> {
  const call = async () => {
    const response = await fetch(url);
    await response.text();
    return response.status;
  };
  return Promise.all(Array.from({ length: requests }, call));
}

test('turns away what is beyond its capacity, and says what it saw', async () => {
  server = await listen(limited, 1_000);
  const statuses = await callAtOnce(server.url, 20);
  const rejected = statuses.filter((status) => status === 429).length;
  expect(statuses.filter((status) => status === 200)).toHaveLength(20 - rejected);
  expect(rejected).toBeGreaterThan(0);
  expect(server.read()).toMatchObject({ answered: 20 - rejected, rejected, peak: 3 });
});

test('takes more at once, and longer, where overload slows', async () => {
  server = await listen({ ...limited, overload: 'slows', capacity: 8 }, 1_000);
  expect(await callAtOnce(server.url, 20)).toEqual(Array(20).fill(200));
  const { answered, rejected, peak } = server.read();
  expect({ answered, rejected }).toEqual({ answered: 20, rejected: 0 });
  expect(peak).toBeGreaterThan(8);
});

test('does the same beyond its capacity at first, and less further on', () => {
  const throughput = (atWork: number) => atWork / serviceTime(atWork, 12);
  expect(serviceTime(1, 12)).toBe(serviceMs);
  expect(throughput(14)).toBeGreaterThan(throughput(12) * 0.99);
  expect(throughput(16)).toBeLessThan(throughput(14));
  expect(throughput(32)).toBeLessThan(throughput(12) * 0.62);
});

test('halves its capacity for a part of the run', () => {
  const halving: Downstream = { ...limited, capacity: 16, halved: [1 / 3, 2 / 3] };
  expect([0, 299, 300, 599, 600, 5_000].map((at) => capacityAt(halving, at, 900))).toEqual([
    16, 16, 8, 8, 16, 16,
  ]);
});
