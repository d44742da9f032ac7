import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSystem } from './cloud-processes.ts';
import type { ChaosOptions } from './read-options.ts';
import type { RunData } from './read-result.ts';
import { runSeed } from './run-seed.ts';
import { type Variant, variantOf } from './variant.ts';

/** What came of all seeds. */
export interface ChaosResult {
  passed: number[];
  failed: number[];
}

/**
 * Runs seed after seed, each beside what the same run gives undisturbed, and says of each how it went. The folder of a
 * seed that passed is removed; that of one that failed is kept.
 */
export async function runChaos(
  { seeds, seconds }: ChaosOptions,
  say: (line: string) => void,
): Promise<ChaosResult> {
  checkSystem();
  const root = await mkdtemp(join(tmpdir(), 'fanfold-chaos-'));
  const quiet = new Map<Variant['name'], RunData>();
  const result: ChaosResult = { passed: [], failed: [] };
  const began = Date.now();
  for (const seed of seeds) {
    if (Date.now() - began > seconds * 1_000) break;
    const variant = variantOf(seed);
    const reference = quiet.get(variant.name) ?? (await runQuiet(root, variant));
    quiet.set(variant.name, reference);
    const folder = join(root, `seed-${seed}`);
    const seedBegan = Date.now();
    const { problems, done } = await runSeed({
      variant,
      folder,
      assemblies: join(root, 'assemblies'),
      seed,
      quiet: reference,
    });
    const took = `${((Date.now() - seedBegan) / 1_000).toFixed(1)} s (${describeDone(done)})`;
    if (problems.length === 0) {
      result.passed.push(seed);
      say(`seed ${seed} (${variant.name}): passed in ${took}`);
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    result.failed.push(seed);
    say(`seed ${seed} (${variant.name}): FAILED in ${took}`);
    for (const problem of problems) say(`  ${problem}`);
    say(`  kept: ${folder}; again: npm run chaos -- --seed ${seed}`);
  }
  if (result.failed.length === 0) await rm(root, { recursive: true, force: true });
  return result;
}

async function runQuiet(root: string, variant: Variant): Promise<RunData> {
  const folder = join(root, `quiet-${variant.name}`);
  const { data, problems } = await runSeed({ variant, folder, assemblies: join(root, 'assemblies') });
  if (data === undefined || problems.length > 0) {
    throw new Error(`the quiet run of ${variant.name} failed (${folder}): ${problems.join('; ')}`);
  }
  await rm(folder, { recursive: true, force: true });
  return data;
}

function describeDone({ kill, freeze, deliver, hold, lose, restart }: Record<string, number>): string {
  return `${kill} killed, the cloud among them ${restart} times; ${freeze} frozen, ${deliver} delivered again, ${hold} held back, ${lose} answers lost`;
}
