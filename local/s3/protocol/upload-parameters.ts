import type { ChecksumAlgorithm } from '../checksums/algorithms.ts';
import { invalidArgument, S3Error } from '../errors.ts';
import type { OperationContext } from '../operation.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Upload } from '../store/upload.ts';
import { MAXIMUM_PARTS } from './limits.ts';

/**
 * Finds the upload that a request names.
 * @throws S3Error NoSuchBucket, NoSuchUpload
 */
export function findUpload({ store, request, bucketName, key }: OperationContext): {
  bucket: Bucket;
  upload: Upload;
} {
  const bucket = store.bucket(bucketName);
  return { bucket, upload: bucket.upload(request.query.get('uploadId') ?? '', key) };
}

/**
 * Reads the number of the part that a request writes.
 * @throws S3Error InvalidArgument
 */
export function readPartNumber({ request }: OperationContext): number {
  const text = request.query.get('partNumber') ?? '';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= MAXIMUM_PARTS) return number;
  throw invalidArgument(
    'partNumber',
    text,
    `Part number must be an integer between 1 and ${MAXIMUM_PARTS}, inclusive`,
  );
}

/**
 * Checks the algorithm of a part's checksum against the upload's. Where the client chose none at CreateMultipartUpload, a
 * part may come with any; a COMPOSITE one needs a checksum of every part.
 * @throws S3Error InvalidRequest
 */
export function assertPartAlgorithm({ description }: Upload, sent: ChecksumAlgorithm | undefined): void {
  const { algorithm, type, chosen } = description.checksum;
  if (!chosen || sent === algorithm || (sent === undefined && type === 'FULL_OBJECT')) return;
  throw new S3Error('InvalidRequest', {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${sent?.toLowerCase() ?? 'null'}`,
  });
}
