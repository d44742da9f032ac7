import { encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import type { ObjectCreated } from '../../ports.ts';
import type { OperationContext } from '../operation.ts';
import { type ChosenMetadata, currentSecond } from '../protocol/object-headers.ts';
import { assertWriteAllowed, readWriteConditions } from '../protocol/write-conditions.ts';
import type { FilledFile, IncomingFile } from '../store/incoming-file.ts';
import { encodeFooter, type ObjectMetadata } from '../store/object-file.ts';
import { newSegmentsName } from '../store/segment-folders.ts';
import { encodeSegmentTable } from '../store/segment-table.ts';

/** What fills an object's file: streams the body into it and says what it is. */
export type FillObject = (file: IncomingFile) => Promise<FilledFile & { chosen: ChosenMetadata }>;

/**
 * Writes the object of a request's path: its file is filled out of sight and appears whole. Conditions are checked before,
 * to fail early, and again in one step with the appearance.
 * @throws S3Error NoSuchBucket, PreconditionFailed, NoSuchKey and what `fill` throws
 */
export async function writeObject(
  { store, request, bucketName, key, announce }: OperationContext,
  reason: ObjectCreated['reason'],
  fill: FillObject,
): Promise<ObjectMetadata> {
  const bucket = store.bucket(bucketName);
  const conditions = readWriteConditions(request);
  assertWriteAllowed(key, bucket.objects.get(key), conditions);
  return await withFile(store.newFile(), async (file) => {
    const { digests, chosen, linked } = await fill(file);
    const metadata: ObjectMetadata = {
      key,
      size: digests.size,
      etag: digests.md5,
      lastModified: currentSecond(),
      ...chosen,
      checksum: { ...digests.checksum, type: 'FULL_OBJECT' },
      crc64nvme: encodeCrc64(digests.crc64nvme),
    };
    if (linked === undefined) {
      await file.write(encodeFooter(metadata));
      await file.finish();
      bucket.commitObject(file.path, metadata, conditions);
    } else {
      const segmented = { ...metadata, segments: newSegmentsName() };
      await file.write(encodeSegmentTable(linked, file.linkFolder));
      await file.write(encodeFooter(segmented));
      await file.finish();
      bucket.commitLinked(file.linkFolder, file.path, segmented, conditions);
    }
    announce(bucket, metadata, reason);
    return metadata;
  });
}

/** Runs `use` with a file and removes the file if it fails. */
export async function withFile<Result>(
  file: IncomingFile,
  use: (file: IncomingFile) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(file);
  } catch (error) {
    await file.discard();
    throw error;
  }
}
