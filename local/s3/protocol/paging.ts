import { invalidArgument } from '../errors.ts';
import type { S3Request } from '../request.ts';
import { MAXIMUM_PAGE } from './limits.ts';

/**
 * Reads how many entries a page may have. More than 1,000 means 1,000, as on S3.
 * @throws S3Error InvalidArgument
 */
export function readPageSize({ query }: S3Request, parameter: string): number {
  const text = query.get(parameter) ?? String(MAXIMUM_PAGE);
  const size = Number(text);
  if (!/^\d+$/.test(text) || size > 2 ** 31 - 1) {
    throw invalidArgument(
      parameter,
      text,
      `Argument ${parameter} must be an integer between 0 and 2147483647`,
    );
  }
  return Math.min(size, MAXIMUM_PAGE);
}

/**
 * Reads how keys are to be written: as they are, or URL-encoded since XML can't carry every character.
 * @throws S3Error InvalidArgument
 */
export function readKeyEncoding({ query }: S3Request): (text: string) => string {
  const type = query.get('encoding-type');
  if (type === undefined) return (text) => text;
  if (type !== 'url')
    throw invalidArgument('encoding-type', type, 'Invalid Encoding Method specified in Request');
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}
