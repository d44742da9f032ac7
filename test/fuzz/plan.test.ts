import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readFuzzOptions } from './fuzz-options.ts';
import { type FuzzedPlan, startFuzzedPlan } from './fuzzed-plan.ts';
import { sampleInputs } from './sample-inputs.ts';

const options = readFuzzOptions(process.env);
/** Problems told of one run of the test. */
const mostTold = 10;

let plan: FuzzedPlan;
beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  plan = await startFuzzedPlan({ finishEvery: 20 });
});
afterAll(() => plan.close());

test(
  `${options.inputs} inputs of seed ${options.seed}: each is refused clearly or runs, and leaves nothing elsewhere`,
  async () => {
    const found: string[] = [];
    const counts = { planned: 0, refused: 0 };
    for (const text of sampleInputs(options)) {
      const { kind, problems } = await plan.take(text);
      counts[kind] += 1;
      if (problems.length > 0)
        found.push(
          `input ${counts.planned + counts.refused}: ${problems.join('; ')}\n  ${text.slice(0, 300)}`,
        );
      if (found.length >= mostTold) break;
    }
    const again = `npm run fuzz -- --inputs ${options.inputs} --seed ${options.seed}`;
    expect(found.join('\n'), `again: ${again}`).toBe('');
    // Neither all refused nor all planned: the inputs reach what they are for.
    expect(Math.min(counts.planned, counts.refused)).toBeGreaterThan(options.inputs / 5);
    console.log(
      `${options.inputs} inputs of seed ${options.seed}: ${counts.planned} planned, ${counts.refused} refused`,
    );
  },
  60_000 + options.inputs * 500,
);
