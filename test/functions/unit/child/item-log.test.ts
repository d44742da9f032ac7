import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { ItemLog } from '../../../../functions/unit/child/item-log.ts';

const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
afterEach(() => {
  written.mockClear();
});

const unit = { runId: 'r', unit: 7 };

test('what is logged between two items has the unit; during an item the item, also after a pause', async () => {
  const log = new ItemLog();
  expect(log.fields).toEqual({});
  log.openUnit({ ...unit, itemConcurrency: 1 });
  expect(log.fields).toEqual({ run: 'r', unit: 7 });
  const fields = await log.during({ item: 70, attempt: 2 }, async () => {
    await sleep(1);
    return log.fields;
  });
  expect(fields).toEqual({ run: 'r', unit: 7, item: 70, attempt: 2 });
  log.openUnit({ runId: 's', unit: 0, itemConcurrency: 1 });
  expect(log.fields).toEqual({ run: 's', unit: 0 });
});

test('items that run side by side are told apart', async () => {
  const log = new ItemLog();
  log.openUnit({ ...unit, itemConcurrency: 3 });
  const items = [3, 1, 2].map((item) =>
    log.during({ item, attempt: 1 }, async () => {
      await sleep(item * 5);
      return log.fields;
    }),
  );
  expect(await Promise.all(items)).toEqual(
    [3, 1, 2].map((item) => ({ run: 'r', unit: 7, item, attempt: 1 })),
  );
  expect(log.fields).toEqual({ run: 'r', unit: 7 });
});

test("a task's own line has its fields, which hide none of where it comes from", () => {
  const log = new ItemLog();
  log.openUnit({ ...unit, itemConcurrency: 1 });
  log.write('hello', { item: 5, attempt: 1 }, { n: 9, run: 'another', level: 'WARN' });
  const lines = written.mock.calls.map(([text]) => JSON.parse(String(text)));
  expect(lines).toEqual([
    {
      timestamp: expect.any(String),
      level: 'WARN',
      message: 'hello',
      run: 'r',
      unit: 7,
      item: 5,
      attempt: 1,
      n: 9,
    },
  ]);
});
