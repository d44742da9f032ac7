import { describe, expect, test } from 'vitest';
import { isThrottle } from '../../../core/task/throttle.ts';

const named = (name: string) => Object.assign(new Error('x'), { name });
const causedBy = (cause: unknown, depth: number): unknown =>
  depth === 0 ? cause : new Error('x', { cause: causedBy(cause, depth - 1) });
const throwing = () => {
  throw new Error('not even that');
};

describe('throttled is', () => {
  test.each([
    ['fetch', { status: 429 }],
    ['an unavailable service', { status: 503 }],
    ['AWS SDK v2, got', { statusCode: 429 }],
    ['AWS SDK v3', { $metadata: { httpStatusCode: 429 } }],
    ['axios', { response: { status: 503 } }],
    ['got', { response: { statusCode: 429 } }],
    ['the retryable trait', { $retryable: { throttling: true } }],
    ['a thrown response', new Response(null, { status: 429 })],
  ])('%s', (_, error) => {
    expect(isThrottle(error)).toBe(true);
  });

  test.each([
    'ThrottlingException',
    'Throttling',
    'ThrottledException',
    'TooManyRequestsException',
    'TooManyRequests',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'SlowDown',
    'RequestThrottled',
    'RequestThrottledException',
    'LimitExceededException',
    'BandwidthLimitExceeded',
    'EC2ThrottledException',
  ])('%s, as a name or a code', (name) => {
    expect(isThrottle(named(name))).toBe(true);
    expect(isThrottle({ code: name })).toBe(true);
    expect(isThrottle({ Code: name })).toBe(true);
  });

  test('what has such a cause, three deep', () => {
    expect([0, 1, 2, 3, 4].map((depth) => isThrottle(causedBy({ status: 429 }, depth)))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test('what has such a field beside one that throws', () => {
    const error = Object.defineProperty({ statusCode: 429 }, 'status', { get: throwing });

    expect(isThrottle(error)).toBe(true);
  });
});

describe('not throttled is', () => {
  const circular: { cause?: unknown } = {};
  circular.cause = circular;

  test.each([
    ['an ordinary error', new Error('429')],
    ['a server error', { status: 500, $metadata: { httpStatusCode: 502 } }],
    ['a conflict', named('TransactionInProgressException')],
    ['a retryable one', { $retryable: {} }],
    ['text', 'ThrottlingException'],
    ['nothing', undefined],
    ['null', null],
    ['a nameless object', Object.create(null)],
    ['its own cause', circular],
    ['a proxy that throws', new Proxy({}, { get: throwing, has: throwing, getPrototypeOf: throwing })],
    ['a function', throwing],
  ])('%s', (_, error) => {
    expect(isThrottle(error)).toBe(false);
  });
});
