import { listCauses, readField } from './error-fields.ts';

/** Too Many Requests; and Service Unavailable, with which S3 (SlowDown) and many a gateway shed load. */
const statuses: readonly unknown[] = [429, 503];

/** Where clients put the HTTP status: fetch wrappers and Azure, AWS SDK v2 and got, AWS SDK v3, axios, got. */
const statusFields = [
  ['status'],
  ['statusCode'],
  ['$metadata', 'httpStatusCode'],
  ['response', 'status'],
  ['response', 'statusCode'],
] as const;

/** Where AWS's SDKs put the name of a service's error. */
const nameFields = ['name', 'code', 'Code'] as const;

/**
 * What AWS SDK for JavaScript v3 takes for throttling (THROTTLING_ERROR_CODES), LimitExceededException included: the
 * services that mean a rate by it are more than those that mean a quota, and for both less load is the cure. Without
 * its TransactionInProgressException and PriorRequestNotComplete, which tell of a conflict and not of load. With
 * TooManyRequests, as other clouds call it.
 */
const names: readonly unknown[] = [
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestThrottling',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'TooManyRequestsException',
];

/**
 * Whether an error says "slow down": HTTP 429 or 503, a name or code that AWS's SDKs take for throttling, or
 * `$retryable.throttling`; on the error itself or on one of its causes, three deep. Never throws.
 */
export function isThrottle(error: unknown): boolean {
  return [...listCauses(error)].some(saysSlowDown);
}

function saysSlowDown(error: unknown): boolean {
  return (
    statusFields.some((path) => statuses.includes(readField(error, ...path))) ||
    nameFields.some((field) => names.includes(readField(error, field))) ||
    readField(error, '$retryable', 'throttling') === true
  );
}
