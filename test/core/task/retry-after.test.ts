import { describe, expect, test } from 'vitest';
import { readRetryAfter } from '../../../core/task/retry-after.ts';

const now = Date.parse('2026-02-03T04:05:06Z');
const headers = (fields: Record<string, string>) => ({ response: { headers: fields } });

describe('how long to wait', () => {
  test.each([
    ['a number of seconds', { retryAfter: 1.5 }, 1_500],
    ['text', { retryAfter: '2' }, 2_000],
    ["Lambda's field", { retryAfterSeconds: '10' }, 10_000],
    ['headers of a fetch', { headers: new Headers({ 'Retry-After': '3' }) }, 3_000],
    ['headers of a response', new Response(null, { headers: { 'retry-after': '4' } }), 4_000],
    ['headers in any case', headers({ 'Retry-After': '5' }), 5_000],
    ['headers of an SDK', { $response: { headers: { 'retry-after': '6' } } }, 6_000],
    ['milliseconds of AWS', headers({ 'x-amz-retry-after': '700' }), 700],
    ['a date', headers({ 'retry-after': 'Tue, 03 Feb 2026 04:05:16 GMT' }), 10_000],
    ['a date that is over', headers({ 'retry-after': 'Tue, 03 Feb 2026 04:05:00 GMT' }), 0],
    ['a cause', new Error('x', { cause: { retryAfter: 8 } }), 8_000],
    ['no time at all', { retryAfter: 0 }, 0],
  ])('is said by %s', (_, error, milliseconds) => {
    expect(readRetryAfter(error, now)).toBe(milliseconds);
  });

  test.each([
    ['nothing', undefined],
    ['an error', new Error('retry after 5 s')],
    ['a time before now', { retryAfter: -1 }],
    ['no number', { retryAfter: Number.NaN, retryAfterSeconds: Number.POSITIVE_INFINITY }],
    ['words', headers({ 'retry-after': 'soon' })],
    ['an empty header', headers({ 'retry-after': '' })],
    ['headers that throw', { headers: new Headers(), response: { headers: { get: () => JSON.parse('{') } } }],
  ])('is not said by %s', (_, error) => {
    expect(readRetryAfter(error, now)).toBeUndefined();
  });
});
