import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Piece } from '../../core/contracts/merge.ts';
import { prices as listPrices } from '../../core/cost/prices.ts';
import { readPrices } from '../../core/cost/read-prices.ts';
import { describeScale } from './describe-scale.ts';
import { modelMerge } from './model-merge.ts';

/** Sizes of outputs, by unit. */
const scenarios: { name: string; outputs: number; bytes: (unit: number) => number }[] = [
  { name: '1 TB in 100,000 outputs of 10 MB', outputs: 100_000, bytes: () => 10_000_000 },
  {
    name: '1 TB in 100,000 uneven outputs: three of four have 1 to 5 MB, the others 26 to 35 MB',
    outputs: 100_000,
    bytes: (unit) =>
      unit % 4 === 3 ? 26_500_000 + spread(unit, 9_000_000) : 1_000_000 + spread(unit, 4_000_000),
  },
  {
    name: '1 TB in 250,000 outputs of 4 MB, all too small to be copied',
    outputs: 250_000,
    bytes: () => 4_000_000,
  },
  { name: '100 GB in 8,000 outputs of 12.5 MB', outputs: 8_000, bytes: () => 12_500_000 },
  { name: '2 GB in 3,000 outputs of 0.67 MB', outputs: 3_000, bytes: () => 666_667 },
];

/** Computes the model and writes `docs/scale.md`; with `--prices <file>` prints it at those prices instead. */
export async function runScale(flags: string[]): Promise<void> {
  const { values } = parseArgs({ args: flags, options: { prices: { type: 'string' } } });
  const keys = runKeys('model');
  const merges = [];
  for (const { name, outputs, bytes } of scenarios) {
    const pieces = Array.from(
      { length: outputs },
      (_, unit): Piece => ({ key: keys.output(unit, 1), start: 0, end: bytes(unit), whole: true }),
    );
    merges.push({ name, merge: await modelMerge(pieces) });
  }
  if (values.prices !== undefined) {
    console.log(describeScale(merges, readPrices(readFileSync(values.prices, 'utf8'), values.prices)));
    return;
  }
  const file = join(import.meta.dirname, '..', '..', 'docs', 'scale.md');
  writeFileSync(file, describeScale(merges, listPrices));
  console.log(`docs/scale.md is written: ${merges.map(({ name }) => name).join('; ')}`);
}

/** A number from 0 to `most` that looks random and is the same every time. */
function spread(unit: number, most: number): number {
  return Math.round((((unit * 2_654_435_761) % 2 ** 32) / 2 ** 32) * most);
}
