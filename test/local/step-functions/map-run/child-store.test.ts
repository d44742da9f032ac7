import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Document } from '../../../../local/step-functions/document.ts';
import { Cancellation } from '../../../../local/step-functions/execution/cancellation.ts';
import { HistoryRecorder } from '../../../../local/step-functions/execution/history.ts';
import type { RunningChild } from '../../../../local/step-functions/map-run/child-record.ts';
import { ChildStore } from '../../../../local/step-functions/map-run/child-store.ts';
import { toChildRecord } from '../../../../local/step-functions/map-run/run-child.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'children-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Start {
  sequence: number;
  startDate: number;
  redriveCount?: number;
  type?: 'STANDARD' | 'EXPRESS';
}

async function runChild(store: ChildStore, { sequence, startDate, redriveCount = 0, type }: Start) {
  const child: RunningChild = {
    sequence,
    name: `child-${sequence}`,
    arn: `arn:child-${sequence}`,
    startDate,
    input: Document.parse('1'),
    items: 1,
    redriveCount,
    redriveDate: undefined,
    cancellation: new Cancellation(),
    recorder: type === 'STANDARD' ? new HistoryRecorder(() => startDate) : undefined,
  };
  store.started(child);
  const failure = { status: 'FAILED', error: 'No', cause: undefined, position: undefined } as const;
  await store.ended(toChildRecord(child, failure, startDate + 1, 0), child.recorder?.events);
}

function orderOf(store: ChildStore): number[] {
  const order: number[] = [];
  for (let place = 0; place < store.starts; place += 1) {
    const sequence = store.startedAt(place);
    if (sequence !== undefined) order.push(sequence);
  }
  return order;
}

it('knows the order of starts, with an EXPRESS child that has started again at its end', async () => {
  const store = new ChildStore(folder, true);
  await store.ready();
  for (const sequence of [0, 1, 2]) await runChild(store, { sequence, startDate: sequence });
  await runChild(store, { sequence: 1, startDate: 10, redriveCount: 1 });
  expect(orderOf(store)).toEqual([0, 2, 1]);
  await store.close();
});

it('keeps the place of a STANDARD child that goes on', async () => {
  const store = new ChildStore(folder, true);
  await store.ready();
  const type = 'STANDARD';
  for (const sequence of [0, 1]) await runChild(store, { sequence, startDate: sequence, type });
  await runChild(store, { sequence: 0, startDate: 0, redriveCount: 1, type });
  expect(orderOf(store)).toEqual([0, 1]);
  await store.close();
});

it('knows the order of many starts, and reads it back from its files', async () => {
  const store = new ChildStore(folder, true);
  await store.ready();
  for (let sequence = 0; sequence < 200; sequence += 1) {
    await runChild(store, { sequence, startDate: Math.floor(sequence / 3) });
  }
  await runChild(store, { sequence: 5, startDate: 1_000, redriveCount: 1 });
  const order = orderOf(store);
  await store.close();
  expect(order).toHaveLength(200);
  expect(order.at(-1)).toBe(5);

  const again = new ChildStore(folder, false);
  await again.ready();
  expect(orderOf(again)).toEqual(order);
  await again.close();
});
