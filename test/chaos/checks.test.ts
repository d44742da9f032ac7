import { describe, expect, test } from 'vitest';
import { checkAttempts } from '../../bench/chaos/check-attempts.ts';
import { compareResults } from '../../bench/chaos/compare-results.ts';
import { readUnitChange } from '../../bench/chaos/ledger-watch.ts';
import { planActs } from '../../bench/chaos/plan-acts.ts';
import { readOptions } from '../../bench/chaos/read-options.ts';
import { canRun, itemCount } from '../../bench/chaos/variant.ts';

/** Every item, started once by one process, 10 ms after the one before. */
const allStarts = Array.from({ length: itemCount }, (_, item) => ({
  item,
  attempt: 1,
  at: 1_000 + item * 10,
  pid: 2,
  environment: 1,
})).filter(({ item }) => canRun(item));
const claimed = { kind: 'claim', unit: 0, at: 900 } as const;
const committed = { kind: 'commit', unit: 0, at: 1_200 } as const;
const late = { item: 3, attempt: 1, at: 2_000, pid: 4, environment: 3 };

describe('attempts', () => {
  test('that ran every item and committed once are right', () => {
    expect(checkAttempts(allStarts, [claimed, committed])).toEqual([]);
  });

  test('that left an item out are not', () => {
    const starts = allStarts.filter(({ item }) => item !== 17);

    expect(checkAttempts(starts, [])).toEqual(['item 17 was never run']);
  });

  test('that began after the commit are not, unless they had the unit before', () => {
    const starts = [...allStarts, late];

    expect(checkAttempts(starts, [claimed, committed])).toEqual([
      'items of unit 0 were begun after its commit in 1 other processes',
    ]);
    expect(checkAttempts(starts, [claimed, { ...claimed, kind: 'copy' }, committed])).toEqual([]);
  });

  test('that claimed or committed after the commit are not', () => {
    expect(checkAttempts(allStarts, [claimed, committed, { ...claimed, at: 1_500 }, committed])).toEqual([
      'unit 0 was committed 2 times',
      'unit 0 got a claim 300 ms after its commit',
    ]);
  });
});

test('results that differ are told apart by what differs', () => {
  const quiet = {
    sha256: 'a',
    bytes: 1,
    proof: { rows: 1 },
    items: { total: 2 },
    units: { total: 1 },
    rows: 1,
    failures: ['7 thrown: by plan'],
  };

  expect(compareResults(quiet, structuredClone(quiet))).toEqual([]);
  expect(
    compareResults(quiet, { ...quiet, sha256: 'b', proof: { rows: 2 }, failures: ['8 crashed: by chance'] }),
  ).toEqual([
    'sha256: "b", the quiet run\'s: "a"',
    'proof: {"rows":2}, the quiet run\'s: {"rows":1}',
    'failed, not in the quiet run: item 8 crashed: by chance',
    'failed in the quiet run only: item 7 thrown: by plan',
  ]);
});

test('a write to the ledger is known by its expression', () => {
  const update = (UpdateExpression: string, sk = 'unit#00000012') =>
    readUnitChange(
      'DynamoDB_20120810.UpdateItem',
      JSON.stringify({ Key: { pk: { S: 'run#r#0' }, sk: { S: sk } }, UpdateExpression }),
    );

  expect(update('SET #state = :state, receipt = :receipt')).toEqual({ kind: 'commit', unit: 12 });
  expect(update('SET #owner = :owner, attempt = if_not_exists(attempt, :zero) + :one')).toEqual({
    kind: 'claim',
    unit: 12,
  });
  expect(update('SET updatedAt = :updatedAt, attempt = attempt + :one')).toEqual({ kind: 'copy', unit: 12 });
  expect(update('SET leaseUntil = :leaseUntil')).toBeUndefined();
  expect(update('SET receipt = :receipt', 'run')).toBeUndefined();
  expect(readUnitChange('DynamoDB_20120810.PutItem', '{}')).toBeUndefined();
});

test('a seed always plans the same, and another one something else', () => {
  expect(planActs(7)).toEqual(planActs(7));
  expect(planActs(7)).not.toEqual(planActs(8));
});

test('flags are read, and what they may not be is refused', () => {
  expect(readOptions([]).seeds).toHaveLength(10);
  expect(readOptions(['--seed', '7', '--seconds', '60'])).toEqual({ seeds: [7], seconds: 60 });
  expect(() => readOptions(['--seeds', '0'])).toThrow(
    '--seeds is 0; a whole number from 1 to 10000 is allowed',
  );
  expect(() => readOptions(['--sed', '1'])).toThrow(TypeError);
});
