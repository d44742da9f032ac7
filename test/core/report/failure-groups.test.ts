import { describe, expect, test } from 'vitest';
import type { FailureRecord } from '../../../core/contracts/failure.ts';
import { FailureGroups } from '../../../core/report/failure-groups.ts';
import { normalizeMessage } from '../../../core/report/normalize-message.ts';
import { makeFailure } from '../../cli/make-result.ts';

function groupsOf(records: readonly Partial<FailureRecord>[], logGroup: string | undefined = '/logs/unit') {
  const groups = new FailureGroups({ record: 's3://bucket/runs/run-1/failures.jsonl', logGroup });
  for (const record of records) groups.add(makeFailure(record));
  return groups;
}

test.each([
  ["row 17 of 'a.csv' has no price", "row <n> of '…' has no price"],
  ['took 1,204.5 ms, limit 1e3', 'took <n> ms, limit <n>'],
  ['no user 3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'no user <id>'],
  ['at 0xDEADbeef, commit be645e5', 'at <id>, commit <id>'],
  ['Unexpected token "}" in JSON at position 12', 'Unexpected token "…" in JSON at position <n>'],
  ["can't read the item's name", "can't read the item's name"],
  ['sha256 and utf8 stay', 'sha256 and utf8 stay'],
  ['  several\n lines ', 'several lines'],
])('%j is like %j', (message, like) => {
  expect(normalizeMessage(message)).toBe(like);
});

test('a message of any length is cut, in no time', () => {
  expect(normalizeMessage(`${'"'.repeat(50_000)}${'9'.repeat(50_000)}`).length).toBeLessThanOrEqual(300);
});

describe('failures', () => {
  test('are grouped by code, name and like messages, the largest group first, with three examples', () => {
    const records = [
      { item: 1, message: 'no price in row 1' },
      ...[2, 3, 4, 5].map((item) => ({
        item,
        name: 'TypeError',
        message: `x of ${item} is undefined`,
        unit: 7,
      })),
      { item: 6, message: 'no price in row 6' },
      { item: 7, code: 'timeout', name: 'TimeoutError', message: 'ran beyond 100 ms' } as const,
    ];
    expect(groupsOf(records).groups).toMatchObject([
      {
        code: 'thrown',
        name: 'TypeError',
        message: 'x of <n> is undefined',
        count: 4,
        examples: [
          {
            item: 2,
            unit: 7,
            message: 'x of 2 is undefined',
            record: 's3://bucket/runs/run-1/failures.jsonl',
            log: { group: '/logs/unit', stream: 'env-1' },
          },
          { item: 3 },
          { item: 4 },
        ],
      },
      { message: 'no price in row <n>', count: 2, examples: [{ item: 1 }, { item: 6 }] },
      { code: 'timeout', count: 1 },
    ]);
  });

  test('have no log where the log group is unknown', () => {
    const groups = new FailureGroups({ record: 's3://b/k', logGroup: undefined });
    groups.add(makeFailure());
    expect(groups.groups[0]?.examples[0]?.log).toBeNull();
  });

  test('of more kinds than can be told apart are still counted, and 20 groups are shown', () => {
    const word = (n: number) => n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
    const records = Array.from({ length: 3_000 }, (_, n) => ({ message: `kind ${word(n)}` }));
    const { count, groups } = groupsOf(records);
    expect(count).toBe(3_000);
    expect(groups).toHaveLength(20);
    expect(groups[0]).toMatchObject({ count: 2_000, name: 'various' });
  });

  test('tell how many attempts were in vain', () => {
    expect(groupsOf([{ attempt: 4 }, { attempt: 1 }, { attempt: 2 }]).wastedRetries).toBe(4);
  });
});
