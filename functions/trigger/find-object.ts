import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';

/** An object as it is now. */
export interface FoundObject {
  /** Without quotes, as events have it. */
  etag: string;
  /** In buckets with versioning only. */
  versionId: string | undefined;
  /** User metadata, names without `x-amz-meta-`. */
  metadata: Readonly<Record<string, string>>;
}

/** Looks at an object, its body set aside; undefined if there is none any more. */
export async function findObject(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<FoundObject | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return {
      etag: (head.ETag ?? '').replaceAll('"', ''),
      versionId: head.VersionId,
      metadata: head.Metadata ?? {},
    };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** True if an object is another one than the one that was seen: put anew since, be it with the same content. */
export function isOther(
  found: FoundObject,
  seen: { etag?: string | undefined; versionId?: string | undefined },
): boolean {
  return (
    (seen.etag !== undefined && seen.etag !== found.etag) ||
    (seen.versionId !== undefined && seen.versionId !== found.versionId)
  );
}
