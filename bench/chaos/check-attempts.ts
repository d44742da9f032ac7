import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { UnitChange } from './ledger-watch.ts';
import { leaseSeconds } from './plan-acts.ts';
import { canRun, itemCount, unitItems } from './variant.ts';

const itemStart = z.object({
  item: z.int(),
  attempt: z.int(),
  at: z.number(),
  pid: z.int(),
  /** Process of the execution environment. */
  environment: z.int(),
});
type ItemStart = z.infer<typeof itemStart>;

/** Reads what the items wrote down as they started. */
export async function readJournal(file: string): Promise<ItemStart[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => itemStart.parse(JSON.parse(line)));
}

/**
 * What is wrong with how often items and units were run: an item that never ran, a unit claimed or begun after its commit.
 * An attempt that had the unit before another one's commit may start items until it hears of that.
 */
export function checkAttempts(starts: readonly ItemStart[], changes: readonly UnitChange[]): string[] {
  const ran = new Set(starts.map(({ item }) => item));
  const problems = Array.from({ length: itemCount }, (_, item) => item)
    .filter((item) => canRun(item) && !ran.has(item))
    .map((item) => `item ${item} was never run`);
  const byUnit = Map.groupBy(starts, ({ item }) => Math.floor(item / unitItems));
  const changesByUnit = Map.groupBy(changes, ({ unit }) => unit);
  for (const [unit, ofUnit] of changesByUnit) {
    problems.push(...checkUnit(unit, byUnit.get(unit) ?? [], ofUnit));
  }
  return problems;
}

function checkUnit(unit: number, starts: readonly ItemStart[], changes: readonly UnitChange[]): string[] {
  const commits = changes.filter(({ kind }) => kind === 'commit');
  const [commit] = commits;
  if (commit === undefined) return [];
  const problems = commits.length > 1 ? [`unit ${unit} was committed ${commits.length} times`] : [];
  const attempts = changes.filter(({ kind }) => kind !== 'commit');
  for (const { kind, at } of attempts.filter((each) => each.at > commit.at)) {
    problems.push(`unit ${unit} got a ${kind} ${at - commit.at} ms after its commit`);
  }
  const late = starts.filter(({ at }) => at > commit.at + clockSlackMs);
  const before = new Set(starts.filter(({ at }) => at <= commit.at).map(({ environment }) => environment));
  const newcomers = new Set(late.map(({ environment }) => environment)).difference(before);
  // Those that had the unit and had not begun an item of it.
  const quiet = Math.max(0, attempts.length - before.size);
  if (newcomers.size > quiet) {
    problems.push(`items of unit ${unit} were begun after its commit in ${newcomers.size} other processes`);
  }
  return problems;
}

/** Between the ledger's answer and the moment at which it was seen. */
const clockSlackMs = 50 * leaseSeconds;
