import { expect, test } from 'vitest';
import { QueueDepth } from '../../../../functions/unit/items/queue-depth.ts';

/** Items that end at a steady pace, for so long. */
function endSteadily(
  depth: QueueDepth,
  from: number,
  { everyMs, forMs }: { everyMs: number; forMs: number },
) {
  let now = from;
  for (; now < from + forMs; now += everyMs) {
    depth.end();
    depth.look(now + everyMs);
  }
  return now;
}

test('is twice as many as run side by side, as long as none has ended', () => {
  expect(new QueueDepth(1).items).toBe(2);
  expect(new QueueDepth(20).items).toBe(40);
});

test.each([
  [4_000, 2],
  [100, 20],
  [10, 200],
  [0.5, 2_000],
])('is what takes two seconds: one item every %f ms', (everyMs, items) => {
  const depth = new QueueDepth(1);
  depth.begin(0);

  endSteadily(depth, 0, { everyMs, forMs: 20_000 });

  expect(depth.items).toBeGreaterThanOrEqual(items - 1);
  expect(depth.items).toBeLessThanOrEqual(items);
});

test('follows the pace within seconds', () => {
  const depth = new QueueDepth(2);
  depth.begin(0);

  const now = endSteadily(depth, 0, { everyMs: 1, forMs: 5_000 });
  expect(depth.items).toBeGreaterThan(1_900);
  endSteadily(depth, now, { everyMs: 500, forMs: 8_000 });
  expect(depth.items).toBeLessThan(16);
});

test('forgets time in which there was nothing to do', () => {
  const depth = new QueueDepth(1);
  depth.begin(0);
  const now = endSteadily(depth, 0, { everyMs: 1, forMs: 1_000 });

  depth.begin(now + 600_000);
  depth.look(now + 600_000);

  expect(depth.items).toBeGreaterThan(1_900);
});
