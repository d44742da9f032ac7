import { join } from 'node:path';
import type { StartOptions } from '../../client/index.ts';
import type { ChaosItem } from './tasks/run-item.ts';

/** Kind of run that a seed disturbs. */
export interface Variant {
  name: 'small' | 'large' | 'fold';
  /** Path of the task's module. */
  task: string;
  /** Bytes that a row has at least. */
  rowBytes: number;
  tuning: StartOptions;
}

export const itemCount = 600;
export const unitItems = 15;
/** Index of the item that is no JSON. */
const malformed = 407;

const collect = join(import.meta.dirname, 'tasks', 'collect.ts');
const fold = join(import.meta.dirname, 'tasks', 'fold.ts');
const tuning = { unitItems, maxConcurrency: 6 };

/**
 * The variant of a seed: small runs, which Seal merges alone; one in four folds, so that a merge Lambda runs; one in four
 * has 72 MB in two objects, so that merge Lambdas send parts of multipart uploads.
 */
export function variantOf(seed: number): Variant {
  switch (seed % 4) {
    case 2:
      return { name: 'fold', task: fold, rowBytes: 0, tuning };
    case 0:
      return {
        name: 'large',
        task: collect,
        rowBytes: 120_000,
        tuning: { ...tuning, maxObjectSize: '64 MB' },
      };
    default:
      return { name: 'small', task: collect, rowBytes: 10, tuning };
  }
}

/** The source as JSONL: items of 10 to 30 ms; some fail, each in a way of its own. */
export function* writeItems({ rowBytes }: Variant): Generator<string> {
  for (let n = 0; n < itemCount; n++) {
    const item: ChaosItem = { n, ms: 10 + ((n * 7) % 21), pad: rowBytes, ...plannedFailure(n) };
    yield n === malformed ? `{"n":${n},\n` : `${JSON.stringify(item)}\n`;
  }
}

function plannedFailure(n: number): Pick<ChaosItem, 'fails'> {
  if (n % 50 === 7) return { fails: 'permanent' };
  if (n % 200 === 100) return { fails: 'always' };
  if (n === 222) return { fails: 'exit' };
  if (n === 333) return { fails: 'row' };
  return {};
}

/** Whether an item runs at all. */
export function canRun(item: number): boolean {
  return item !== malformed;
}
