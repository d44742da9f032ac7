import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { balanceUnits } from '../../core/splitting/balance-units.ts';
import { ownTask } from '../support/bundle-task.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'fanfold-retry-'));
const health = join(folder, 'health');
let pipeline: Pipeline;
beforeAll(async () => {
  process.env.MISCHIEF_HEALTH = health;
  pipeline = await startPipeline(ownTask('mischief'), { name: 'mischief', toleratedFailurePercentage: 100 });
});
afterAll(async () => {
  await pipeline.close();
  delete process.env.MISCHIEF_HEALTH;
  rmSync(folder, { recursive: true });
});

/** Items that fail as long as the world's health is below the last digit. */
const items = (healed: readonly number[]) =>
  healed.map((from, index) => ({ do: 'heal', n: index * 10 + from }));

async function retry(runId: string, given: Record<string, unknown> = {}) {
  const opened = await pipeline.plan({ retry: true, runId, ...given });
  const finished = await pipeline.finish(opened);
  return { ...opened, ...finished, data: await pipeline.readDataset(finished.sealed) };
}

test('only items that failed run again, in each generation, and the data set is that of a run that never failed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 24 }),
      fc.integer({ min: 1, max: 9 }),
      async (healed, unitItems) => {
        const source = { items: items(healed) };
        writeFileSync(health, '3');
        const never = await pipeline.run({ source, unitItems });
        writeFileSync(health, '1');
        const first = await pipeline.run({ source, unitItems });
        writeFileSync(health, '2');
        const second = await retry(first.runId);
        writeFileSync(health, '3');
        const third = await retry(first.runId);

        const failing = (level: number) => healed.filter((from) => from > level).length;
        expect(first.sealed.items.failed).toBe(failing(1));
        expect(second.sealed).toMatchObject({ generation: 2, items: { failed: failing(2) } });
        expect(third.sealed).toMatchObject({ status: 'SUCCEEDED', generation: 3, items: { failed: 0 } });
        expect(third.data).toBe(never.data);
        expect(second.plan.units.pending).toBe(unitsWith(healed, unitItems, 1));
        expect(third.plan.units.pending).toBe(unitsWith(healed, unitItems, 2));
        const attempts = (of: typeof second) =>
          of.receipts.reduce((sum, { itemTimes }) => sum + itemTimes.reduce((all, [, n]) => all + n, 0), 0);
        // Each failed item has one more attempt, and no other has.
        expect(attempts(second)).toBe(itemsOf(healed, unitItems, 1) + failing(1));
      },
    ),
    { numRuns: 10 },
  );
});

test('a retry that is cut short keeps what it did, and goes on there', async () => {
  const healed = Array.from({ length: 12 }, (_, n) => 1 + (n % 2));
  writeFileSync(health, '2');
  const never = await pipeline.run({ source: { items: items(healed) }, unitItems: 12 });
  writeFileSync(health, '1');
  const first = await pipeline.run({ source: { items: items(healed) }, unitItems: 12 });
  writeFileSync(health, '2');
  const opened = await pipeline.plan({ retry: true, runId: first.runId });
  const [unit] = await pipeline.readUnits(opened);
  if (unit === undefined) throw new Error('there is a unit');
  const id = { ...opened.plan.run, unit: 0 };
  // Two Lambdas died on it: the next one takes half, then the rest.
  for (const owner of ['dead', 'dead too']) {
    const { epoch, generation } = opened.plan.run;
    await pipeline.ledger.claimUnit(id, { owner, epoch, generation, leaseMs: -1, range: unit });
  }

  const answers = [];
  do answers.push(await pipeline.answerUnit(opened, unit, {}));
  while (answers.at(-1)?.status === 'CONTINUE');

  expect(answers.length).toBeGreaterThan(2);
  const sealed = await pipeline.seal(opened);
  expect(sealed).toMatchObject({ items: { succeeded: 12, failed: 0 } });
  expect(await pipeline.readDataset(sealed)).toBe(never.data);
});

test('the tolerance holds for what is still failing', async () => {
  writeFileSync(health, '1');
  const first = await pipeline.run({ source: { items: items([1, 2, 3, 1]) } });
  writeFileSync(health, '2');

  const strict = await retry(first.runId, { toleratedFailureCount: 0, toleratedFailurePercentage: 100 });
  const lenient = await retry(first.runId, { toleratedFailureCount: 1 });

  expect(strict.sealed).toMatchObject({ status: 'FAILED', completionReason: 'TOLERANCE_EXCEEDED' });
  expect(lenient.sealed).toMatchObject({ status: 'SUCCEEDED', items: { succeeded: 3, failed: 1 } });
});

test('what is no retry is refused', async () => {
  expect(await refusalOf(pipeline.plan({ retry: true, runId: 'nosuch' }))).toMatchObject({
    code: 'InvalidRunInput',
    message: expect.stringContaining('no run nosuch'),
  });
  const refusal = await refusalOf(pipeline.plan({ retry: true, runId: 'x', source: {}, unitItems: 3 }));
  expect(refusal.message).toMatch(/source, unitItems are no fields; the fields are .*timeout/);
});

function unitsWith(healed: readonly number[], unitItems: number, level: number): number {
  return split(healed, unitItems).filter((unit) => unit.some((from) => from > level)).length;
}

/** Items of the units of which some failed. */
function itemsOf(healed: readonly number[], unitItems: number, level: number): number {
  return split(healed, unitItems)
    .filter((unit) => unit.some((from) => from > level))
    .reduce((sum, unit) => sum + unit.length, 0);
}

function split(healed: readonly number[], unitItems: number): number[][] {
  let start = 0;
  return balanceUnits(healed.length, unitItems).map((size) => {
    start += size;
    return healed.slice(start - size, start);
  });
}
