import { describe, expect, test } from 'vitest';
import { executionInput } from '../../../core/contracts/execution-input.ts';
import { s3Uri } from '../../../core/contracts/source-uri.ts';

describe('the URI of a source', () => {
  test.each([
    's3://bucket/key.jsonl',
    's3://my.bucket-1/inbox/übung 1+1 %2e%2e/😀..csv',
    's3://bucket//a//b',
    `s3://bucket/${'x'.repeat(1_024)}`,
  ])('%s', (uri) => {
    expect(s3Uri.safeParse(uri).error).toBeUndefined();
  });

  test.each([
    ['bucket/key', 'must look like s3://bucket/key'],
    ['s3://bucket/', 'must look like s3://bucket/key'],
    ['s3://Bucket/key', 'must look like s3://bucket/key'],
    ['s3://a..b/key', 'must look like s3://bucket/key'],
    ['s3://127.0.0.1/key', 'must look like s3://bucket/key'],
    ['s3://bucket/a/../b', 'no step that is . or ..'],
    ['s3://bucket/..', 'no step that is . or ..'],
    ['s3://bucket/./b', 'no step that is . or ..'],
    ['s3://bucket/a\nb', 'no control characters'],
    ['s3://bucket/a\ud800', 'halves of characters'],
    [`s3://bucket/${'é'.repeat(513)}`, 'its key has 1026 bytes; S3 allows 1024'],
  ])('is not %j', (uri, says) => {
    expect(s3Uri.safeParse(uri).error?.issues[0]?.message).toContain(says);
  });
});

describe('an item in the input', () => {
  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`);
  const isTaken = (item: unknown) => executionInput.safeParse({ source: { items: [item] } }).success;

  test.each([[null], [0], [''], [{ a: [true, { b: 'c' }] }], [nested(100)], [JSON.parse('{"__proto__":1}')]])(
    '%j',
    (item) => {
      expect(isTaken(item)).toBe(true);
    },
  );

  test.each([
    ['undefined', undefined],
    ['a date', new Date(0)],
    ['a function', () => 1],
    ['no number', Number.NaN],
    ['a bigint', 1n],
    ['a hole', [undefined]],
    ['nested too deeply', nested(101)],
    ['nested far too deeply', nested(50_000)],
  ])('is not %s', (_, item) => {
    expect(isTaken(item)).toBe(false);
  });
});

test.each([
  [{ timeout: '14 minutes' }, true],
  [{ timeout: '15 minutes' }, false],
  [{ timeout: '0 seconds' }, false],
  [{ maxObjectSize: '50000 GB' }, true],
  [{ maxObjectSize: '50001 GB' }, false],
  [{ toleratedFailurePercentage: 0 }, true],
  // DynamoDB holds no number so small.
  [{ toleratedFailurePercentage: 1e-200 }, false],
])('%j', (options, isTaken) => {
  expect(executionInput.safeParse({ source: { items: [] }, ...options }).success).toBe(isTaken);
});
