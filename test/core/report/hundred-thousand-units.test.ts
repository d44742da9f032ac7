import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import * as z from 'zod';

const measured = z.object({
  peakMb: z.number(),
  total: z.number(),
  environments: z.number(),
  sampled: z.number(),
  gaps: z.array(z.number()),
  slowest: z.array(z.number()),
  slowestSampled: z.boolean(),
  moments: z.number(),
  itemsOfMoments: z.number(),
});

test('100,000 units are added up in bounded memory, and the slowest stay in the timeline', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=fanfold-source',
    join(import.meta.dirname, 'totals-process.ts'),
  ]);
  const found = measured.parse(JSON.parse(stdout));
  expect(found.peakMb).toBeLessThan(300);
  expect(found).toMatchObject({ total: 100_000, environments: 2_000, moments: 300, slowestSampled: true });
  expect(found.slowest[0]).toBe(77_777);
  expect(found.slowest).toHaveLength(10);
  expect(found.sampled).toBeLessThanOrEqual(2_000);
  expect(found.sampled).toBeGreaterThan(900);
  // Every 64th unit, and the slowest ones between.
  expect(Math.max(...found.gaps)).toBe(64);
  expect(found.itemsOfMoments).toBeCloseTo(2_000_000, 0);
});
