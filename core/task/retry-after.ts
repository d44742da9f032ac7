import { listCauses, readField } from './error-fields.ts';

/** Where clients keep a response's headers: fetch wrappers; axios, got and ky; AWS SDK v3. */
const headerFields = [['headers'], ['response', 'headers'], ['$response', 'headers']] as const;

/**
 * How long an error asks to wait, in milliseconds: a field `retryAfter` or `retryAfterSeconds` (seconds, as AWS's
 * Lambda and others give it), a `Retry-After` header (seconds or a date, RFC 9110) or AWS's `x-amz-retry-after`
 * (milliseconds); on the error itself or on one of its causes, three deep. Never throws.
 * @returns undefined if it doesn't say, or nothing that can be understood
 */
export function readRetryAfter(error: unknown, now = Date.now()): number | undefined {
  for (const each of listCauses(error)) {
    const asked = readOne(each, now);
    if (asked !== undefined) return asked;
  }
  return undefined;
}

function readOne(error: unknown, now: number): number | undefined {
  const fields = ['retryAfter', 'retryAfterSeconds'].map((name) => scale(readField(error, name), 1000));
  const headers = headerFields.map((path) => readHeaders(readField(error, ...path), now));
  return [...fields, ...headers].find((milliseconds) => milliseconds !== undefined);
}

function readHeaders(headers: unknown, now: number): number | undefined {
  const retryAfter = readHeader(headers, 'retry-after');
  return (
    scale(readHeader(headers, 'x-amz-retry-after'), 1) ?? scale(retryAfter, 1000) ?? until(retryAfter, now)
  );
}

/** A header out of a `Headers`, or out of an object with names in any case. */
function readHeader(headers: unknown, name: string): unknown {
  try {
    if (typeof headers !== 'object' || headers === null) return undefined;
    if ('get' in headers && typeof headers.get === 'function') return headers.get(name);
    const key = Object.keys(headers).find((each) => each.toLowerCase() === name);
    return key === undefined ? undefined : Reflect.get(headers, key);
  } catch {
    return undefined;
  }
}

/** A number, also one as text, in milliseconds; undefined if it is none. */
function scale(value: unknown, milliseconds: number): number | undefined {
  const number = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0
    ? number * milliseconds
    : undefined;
}

/** Milliseconds until an HTTP date, 0 if it is over; undefined if it is none. */
function until(value: unknown, now: number): number | undefined {
  const date = typeof value === 'string' && value.endsWith('GMT') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
