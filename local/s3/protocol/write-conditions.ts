import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import { etagListHas } from './etags.ts';

/** Conditions on what is under a key before a write or delete. */
export interface WriteConditions {
  /** `*`: there must be no object. */
  ifNoneMatch?: string | undefined;
  /** The object must have this entity tag. */
  ifMatch?: string | undefined;
}

/**
 * Reads the conditions of a request that writes.
 * @throws S3Error NotImplemented for an `If-None-Match` other than `*`, as S3 does
 */
export function readWriteConditions(request: S3Request): WriteConditions {
  const ifNoneMatch = request.headers.get('if-none-match');
  const ifMatch = request.headers.get('if-match');
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') {
    throw new S3Error('NotImplemented', {
      message: `If-None-Match: ${ifNoneMatch} is not supported on a write; the only value allowed is *.`,
      fields: { Header: 'If-None-Match' },
    });
  }
  if (ifNoneMatch !== undefined && ifMatch !== undefined) {
    throw new S3Error('NotImplemented', {
      message: 'If-Match and If-None-Match together are not supported on a write; send one of them.',
      fields: { Header: 'If-Match' },
    });
  }
  return { ifNoneMatch, ifMatch };
}

/**
 * Checks conditions against what is stored now. Where two requests race, S3 may answer the loser with 409
 * ConditionalRequestConflict; here the check is one step with the write, so the loser always gets 412.
 * @throws S3Error PreconditionFailed, or NoSuchKey for `If-Match` without an object
 */
export function assertWriteAllowed(
  key: string,
  current: { etag: string } | undefined,
  { ifNoneMatch, ifMatch }: WriteConditions,
): void {
  if (ifNoneMatch !== undefined && current !== undefined) {
    throw new S3Error('PreconditionFailed', { fields: { Condition: 'If-None-Match' } });
  }
  if (ifMatch === undefined) return;
  if (current === undefined) throw new S3Error('NoSuchKey', { fields: { Key: key } });
  if (!etagListHas(ifMatch, current.etag)) {
    throw new S3Error('PreconditionFailed', { fields: { Condition: 'If-Match' } });
  }
}
