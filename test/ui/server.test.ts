import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type ReadEvent, readEvents, readUntil } from './read-events.ts';
import { startUi, variedItems } from './start-ui.ts';

let ui: Awaited<ReturnType<typeof startUi>>;
beforeAll(async () => {
  ui = await startUi();
}, 120_000);
afterAll(() => ui[Symbol.asyncDispose]());

const listing = z.object({ runs: z.array(z.record(z.string(), z.unknown())), problems: z.array(z.string()) });
const eventsOf = (runId: string) => `${ui.url}/runs/varied/${runId}/events`;
const has =
  (name: ReadEvent['name']) =>
  (event: ReadEvent): boolean =>
    event.name === name;

/** Sends a request as a page of that name and origin would. */
async function ask(path: string, headers: Record<string, string>, method = 'GET') {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  request(`${ui.url}${path}`, { headers, method }, async (response) => {
    resolve({ status: response.statusCode ?? 0, body: await text(response) });
  })
    .on('error', reject)
    .end();
  return promise;
}

test('a run moves from event to event, and its end tells how to go on', async () => {
  const run = await ui.client.start(
    { items: variedItems(400) },
    { runId: 'moves', maxConcurrency: 4, toleratedFailurePercentage: 50 },
  );
  const events = readEvents(eventsOf('moves'));
  const seen = await readUntil(events, has('end'));

  const doneOver = seen.flatMap((event) => (event.name === 'progress' ? [event.data.items.done] : []));
  expect(new Set(doneOver).size).toBeGreaterThan(2);
  expect(doneOver).toEqual([...doneOver].sort((a, b) => a - b));
  expect(doneOver.at(-1)).toBe(400);
  expect(seen.map(({ id }) => id)).toEqual([...seen.map(({ id }) => id)].sort((a, b) => a - b));

  const cells = new Map(
    seen.flatMap((event) =>
      event.name === 'units' ? event.data.cells.map((cell) => [cell.cell, cell] as const) : [],
    ),
  );
  expect(cells.size).toBe(40);
  for (const cell of cells.values())
    expect(cell).toMatchObject({ committed: 1, done: 10, waiting: 0, running: 0 });
  const slow = cells.get(5);
  expect(slow?.slowest?.ms).toBeGreaterThan(400);

  const series = seen.findLast(has('series'));
  if (series?.name !== 'series') throw new Error('no series');
  const { stepMs, running, perSecond } = series.data;
  expect(Math.max(...running)).toBeGreaterThan(0);
  expect(Math.max(...running)).toBeLessThanOrEqual(4.001);
  expect(perSecond.reduce((sum, each) => sum + (each * stepMs) / 1_000, 0)).toBeGreaterThan(300);

  const failures = seen.findLast(has('failures'));
  expect(failures?.data).toMatchObject({ failed: 28, grouped: 28 });
  if (failures?.name !== 'failures') throw new Error('no failures');
  expect(failures.data.groups.map(({ code, count }) => [code, count])).toEqual([
    ['thrown', 20],
    ['thrown', 8],
  ]);
  expect(failures.data.groups[0]?.examples[0]).toMatchObject({
    item: 3,
    unit: 0,
    message: 'order 3 has no price',
  });

  expect(seen.at(-1)?.data).toMatchObject({
    status: 'SUCCEEDED',
    totals: { items: { total: 400, succeeded: 372, failed: 28 } },
    reports: expect.arrayContaining([{ label: 'Report as JSON', href: '/runs/varied/moves/report.json' }]),
    next: [
      { text: expect.stringContaining('Fix the cause'), command: 'fanfold retry moves --task <task.ts>' },
      { text: expect.any(String), command: 'fanfold watch moves --out <dir>' },
    ],
  });
  const report = await fetch(`${ui.url}/runs/varied/moves/report.json`);
  expect(await report.json()).toMatchObject({ runId: 'moves', status: 'SUCCEEDED' });
  expect(report.headers.get('content-security-policy')).toMatch(/^sandbox /);
  await events.return(undefined);
  expect((await run.result()).status).toBe('SUCCEEDED');
}, 120_000);

test('a connection that broke off gets a full snapshot, also of a run that has ended', async () => {
  const run = await ui.client.start(
    { items: variedItems(300) },
    { runId: 'breaks', maxConcurrency: 2, toleratedFailurePercentage: 50 },
  );
  const first = readEvents(eventsOf('breaks'));
  const seen = await readUntil(first, (event) => event.name === 'progress' && event.data.units.committed > 2);
  await first.return(undefined);

  const again = readEvents(eventsOf('breaks'), { 'Last-Event-ID': String(seen.at(-1)?.id) });
  const snapshot = await readUntil(again, has('failures'));
  expect(snapshot.map(({ name }) => name)).toEqual([
    'run',
    'progress',
    'acts',
    'series',
    'units',
    'notes',
    'failures',
  ]);
  expect(snapshot[0]?.id).toBeGreaterThanOrEqual(seen.at(-1)?.id ?? 0);
  const units = snapshot.find(has('units'));
  expect(units?.data).toMatchObject({ total: 30, perCell: 1, cells: { length: 30 } });
  await readUntil(again, has('end'));
  await again.return(undefined);
  await run.result();

  const after = await readUntil(readEvents(eventsOf('breaks')), has('end'));
  const progress = after.find(has('progress'));
  expect(progress?.data).toMatchObject({
    items: { total: 300, done: 300 },
    units: { committed: 30, running: 0 },
  });
  expect(after.find(has('units'))?.data).toMatchObject({ cells: { length: 30 } });
}, 120_000);

test('a run beyond its tolerance ends with its error and the next step; its retry is shown in its place', async () => {
  const run = await ui.client.start({ items: variedItems(40) }, { runId: 'fails', maxConcurrency: 4 });
  const events = readEvents(eventsOf('fails'));
  const seen = await readUntil(events, has('end'));
  expect(seen.at(-1)?.data).toMatchObject({
    status: 'FAILED',
    completionReason: 'TOLERANCE_EXCEEDED',
    error: { code: 'ToleratedFailureThresholdExceeded' },
    next: [
      { command: 'fanfold retry fails --task <task.ts>' },
      { command: expect.stringContaining('--tolerated-') },
    ],
  });
  await run.result();
  const retry = await run.retry({ toleratedFailurePercentage: 100 });
  const next = await readUntil(events, has('end'));
  expect(next[0]?.name).toBe('run');
  expect(next.at(-1)?.data).toMatchObject({ status: 'SUCCEEDED', totals: { items: { failed: 3 } } });
  await events.return(undefined);
  await retry.result();
}, 120_000);

test('a run that Plan refuses ends REJECTED with every problem', async () => {
  const run = await ui.client.start({ uri: 's3://no-such-bucket-of-ours/x.jsonl' }, { runId: 'refused' });
  await expect(run.result()).rejects.toThrow();
  const seen = await readUntil(readEvents(eventsOf('refused')), has('end'));
  expect(seen.at(-1)?.data).toMatchObject({ status: 'REJECTED', error: { message: expect.any(String) } });
}, 60_000);

test('of a run that there is none, it says so', async () => {
  const seen = await readUntil(readEvents(eventsOf('nowhere')), has('trouble'));
  expect(seen.at(-1)?.data).toMatchObject({
    message: expect.stringContaining('there is no run nowhere of task varied'),
  });
});

test('lists the latest runs, the newest first', async () => {
  const run = await ui.client.start(
    { items: variedItems(10, 1) },
    { runId: 'listed', toleratedFailurePercentage: 100 },
  );
  await run.result();
  const response = await fetch(`${ui.url}/runs`);
  const { runs, problems } = listing.parse(await response.json());
  expect(problems).toEqual([]);
  expect(runs[0]).toMatchObject({ task: 'varied', runId: 'listed', status: 'SUCCEEDED' });
  expect(Object.keys(runs[0] ?? {})).not.toContain('executionArn');
});

test('only this machine’s own page is let in', async () => {
  const host = new URL(ui.url).host;
  expect((await ask('/', { Host: host })).status).toBe(200);
  expect((await ask('/runs', { Host: 'evil.example' })).status).toBe(403);
  expect((await ask('/runs', { Host: host, Origin: 'https://evil.example' })).status).toBe(403);
  expect((await ask('/runs', { Host: host, Origin: `http://${host}` })).status).toBe(200);
  expect(
    (await ask('/runs/varied/moves/events', { Host: host, 'Sec-Fetch-Site': 'cross-site' })).status,
  ).toBe(403);
  expect(
    (await ask('/', { Host: host, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' })).status,
  ).toBe(200);
  expect((await ask('/runs', { Host: host }, 'POST')).status).toBe(405);
  const page = await fetch(ui.url);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
});

test('serves the files of the page, and nothing else of the disk', async () => {
  for (const [name, type] of [
    ['main.js', 'text/javascript'],
    ['page.css', 'text/css'],
    ['icon.svg', 'image/svg+xml'],
  ]) {
    const response = await fetch(`${ui.url}/${name}`);
    expect(response.headers.get('content-type')).toContain(type);
  }
  for (const path of [
    '/tsconfig.json',
    '/..%2f..%2fpackage.json',
    '/../../main.ts',
    '/nothing.js',
    '/runs/other/x/events',
  ])
    expect((await ask(path, {})).status).toBe(404);
});
