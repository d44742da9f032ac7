import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UnitRange } from '../../core/contracts/unit.ts';
import { narrowAttempt } from '../../core/unit/narrow-attempt.ts';
import { ownTask } from '../support/bundle-task.ts';
import { type Opened, type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('mischief'), { name: 'mischief' });
});
afterAll(() => pipeline.close());

async function open(items: Record<string, string | number>[], settings: Record<string, unknown> = {}) {
  const opened = await pipeline.plan({ source: { items }, unitItems: 1_000, ...settings });
  const [unit] = await pipeline.readUnits(opened);
  if (unit === undefined) throw new Error('there is a unit');
  return { opened, unit, id: { ...opened.plan.run, unit: unit.unit } };
}

/** Lambda's remaining time, of which a unit keeps 8 s. */
function lambdaOf(milliseconds: number): () => number {
  const began = performance.now();
  return () => 8_000 + milliseconds - (performance.now() - began);
}

async function runInPieces(opened: Opened, unit: UnitRange, milliseconds: number): Promise<number> {
  let lambdaMs = milliseconds;
  for (let invocations = 1; invocations < 30; invocations++) {
    try {
      const answer = await pipeline.answerUnit(opened, unit, { remainingMs: lambdaOf(lambdaMs) });
      if (answer.status === 'COMMITTED') return invocations;
      expect(answer.status).toBe('CONTINUE');
    } catch (error) {
      // Nothing ended within it: this machine is busy.
      expect(error).toMatchObject({ code: 'UnitOutOfTime' });
      lambdaMs *= 2;
    }
  }
  throw new Error('the unit never ended');
}

const seal = async (opened: Opened) => {
  const sealed = await pipeline.seal(opened);
  return {
    sealed,
    data: await pipeline.readDataset(sealed),
    failures: await pipeline.readFailures(opened.plan.run.runId),
  };
};

describe('a unit that takes longer than its Lambda', () => {
  const items = Array.from({ length: 30 }, (_, n) => ({ do: n % 7 === 3 ? 'throw' : 'slow', n: 80 + n }));
  const tolerance = { toleratedFailureCount: 10 };

  test('goes on in further invocations, and gives the same as in one', async () => {
    const whole = await open(items, tolerance);
    await pipeline.answerUnit(whole.opened, whole.unit, {});
    const expected = await seal(whole.opened);
    const { opened, unit } = await open(items, tolerance);

    const invocations = await runInPieces(opened, unit, 1_500);

    const { sealed, data, failures } = await seal(opened);
    expect(invocations).toBeGreaterThan(1);
    expect(data).toBe(expected.data);
    expect(sealed.items).toEqual(expected.sealed.items);
    const plain = ({ failures: found }: typeof expected) =>
      found.map(({ item, code, message, source, output }) => ({
        item,
        code,
        message,
        line: source.line,
        output,
      }));
    expect(plain({ sealed, data, failures })).toEqual(plain(expected));
  });

  test('keeps the retries of an item that has used some of them', async () => {
    const { opened, unit } = await open([{ do: 'attempt-slowly', n: 3 }], { retries: 2 });

    await runInPieces(opened, unit, 1_100);

    expect((await seal(opened)).data).toBe('{"attempt":3}\n');
  });

  test('is given up if no attempt at an item ends within a Lambda', async () => {
    const { opened, unit } = await open([{ do: 'hang' }]);

    const refused = pipeline.answerUnit(opened, unit, { remainingMs: lambdaOf(300) });

    await expect(refused).rejects.toMatchObject({ code: 'UnitOutOfTime' });
  });
});

describe('a unit that takes its Lambda down', () => {
  /** What an invocation leaves behind that was killed in the middle of it. */
  async function die({ opened, unit, id }: Awaited<ReturnType<typeof open>>): Promise<void> {
    const { epoch, generation } = opened.plan.run;
    const claim = { owner: crypto.randomUUID(), epoch, generation, leaseMs: -1, range: unit };
    expect(await pipeline.ledger.claimUnit(id, claim)).toBeDefined();
  }

  test('is halved until the guilty item is alone, which is recorded; the rest is done', async () => {
    const guilty = 11;
    const started = await open(
      Array.from({ length: 16 }, (_, n) => ({ do: 'echo', n })),
      { toleratedFailureCount: 1 },
    );
    const { opened, unit, id } = started;
    let deaths = 0;
    let answer: Awaited<ReturnType<typeof pipeline.answerUnit>> | undefined;
    for (let step = 0; answer?.status !== 'COMMITTED' && step < 60; step++) {
      const row = await pipeline.ledger.getUnit(id);
      const done = row?.position?.done ?? 0;
      // What would the next invocation take? It dies if that holds the guilty item.
      const left = unit.items - done;
      const next = narrowAttempt({ left, deaths: row?.tries ?? 0, size: row?.size });
      if (next.kind === 'run' && done <= guilty && guilty < done + next.size) {
        await die(started);
        deaths += 1;
        continue;
      }
      answer = await pipeline.answerUnit(opened, unit, {});
    }

    expect(answer?.status).toBe('COMMITTED');
    expect(deaths).toBeLessThan(14);
    const { data, failures } = await seal(opened);
    expect(failures).toMatchObject([
      { item: guilty, code: 'crashed', name: 'LambdaEnded', source: { line: 12 } },
    ]);
    expect(data).toBe(Array.from({ length: 16 }, (_, n) => (n === guilty ? '' : `{"n":${n}}\n`)).join(''));
  });
});
