import { invalidArgument, S3Error } from '../errors.ts';
import { assertKeyLength, decodePath, type S3Request } from '../request.ts';
import type { OpenObject } from '../store/bucket.ts';
import type { Store } from '../store/store.ts';
import { judgeRead } from './read-conditions.ts';

/** The header that makes a PUT a copy. */
export const COPY_SOURCE = 'x-amz-copy-source';

/** An object to copy from. Whoever has it must close its body. */
export interface CopySource extends OpenObject {
  bucketName: string;
}

/**
 * Opens the source of a copy, `[/]<bucket>/<key>` URL-encoded, if the request's conditions on it hold.
 * @throws S3Error InvalidArgument, NoSuchBucket, NoSuchKey, PreconditionFailed, NotImplemented (a version, an access point)
 */
export function openCopySource(store: Store, { headers }: S3Request): CopySource {
  const header = headers.get(COPY_SOURCE) ?? '';
  const [path = '', version] = header.split(/\?versionId=/, 2);
  if (version !== undefined || header.startsWith('arn:')) {
    throw new S3Error('NotImplemented', {
      message: `${COPY_SOURCE}: ${header} is not supported; name the source as <bucket>/<key>, without a version or ARN.`,
      fields: { Header: COPY_SOURCE },
    });
  }
  const decoded = decodePath(path).replace(/^\//, '');
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1) {
    throw invalidArgument(
      COPY_SOURCE,
      header,
      'Copy Source must mention the source bucket and key: <bucket>/<key>',
    );
  }
  const key = decoded.slice(slash + 1);
  assertKeyLength(key);
  const bucket = store.bucket(decoded.slice(0, slash));
  if (judgeSource(bucket.objects.get(key), headers) === 'not-modified') {
    throw new S3Error('PreconditionFailed', { fields: { Condition: 'x-amz-copy-source-If-None-Match' } });
  }
  return { ...bucket.openObject(key), bucketName: bucket.name };
}

function judgeSource(
  entry: { etag: string; lastModified: number } | undefined,
  headers: ReadonlyMap<string, string>,
): 'read' | 'not-modified' {
  return entry === undefined ? 'read' : judgeRead(headers, 'x-amz-copy-source-', entry);
}
