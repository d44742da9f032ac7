import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { showValue } from '../core/errors/problems.ts';

/** An object's address in S3. */
export interface S3Address {
  bucket: string;
  key: string;
}

/**
 * Reads `s3://bucket/key`.
 * @throws FanfoldError `InvalidUsage` when the text is none
 */
export function parseS3Uri(uri: string): S3Address {
  const match = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri);
  if (match?.[1] !== undefined && match[2] !== undefined) return { bucket: match[1], key: match[2] };
  throw new FanfoldError(
    'InvalidUsage',
    `${showValue(uri)} is no object in S3; it must look like s3://bucket/key`,
  );
}
