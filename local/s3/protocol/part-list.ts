import { z } from 'zod';
import { encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { CHECKSUM_ALGORITHMS, checksumElement } from '../checksums/algorithms.ts';
import { S3Error } from '../errors.ts';
import type { StoredPart } from '../store/part-file.ts';
import type { Upload } from '../store/upload.ts';
import { unquoteEtag } from './etags.ts';
import { MAXIMUM_PARTS, MINIMUM_PART_BYTES } from './limits.ts';

const checksum = z.string().optional();

/** Content of a CompleteMultipartUpload document. */
export const partList = z.strictObject({
  Part: z
    .array(
      z.strictObject({
        PartNumber: z.coerce.number().int().min(1).max(MAXIMUM_PARTS),
        ETag: z.string(),
        ChecksumCRC32: checksum,
        ChecksumCRC32C: checksum,
        ChecksumCRC64NVME: checksum,
        ChecksumSHA1: checksum,
        ChecksumSHA256: checksum,
      }),
    )
    .min(1)
    .max(MAXIMUM_PARTS),
});

type ListedPart = z.output<typeof partList>['Part'][number];

/**
 * Finds the parts that a client lists, in the list's order.
 * @throws S3Error InvalidPartOrder, InvalidPart, EntityTooSmall, InvalidRequest (a COMPOSITE upload's part without checksum)
 */
export function chooseParts(upload: Upload, listed: readonly ListedPart[]): StoredPart[] {
  let before = 0;
  const parts = listed.map((item) => {
    if (item.PartNumber <= before)
      throw new S3Error('InvalidPartOrder', { fields: { UploadId: upload.description.uploadId } });
    before = item.PartNumber;
    return findPart(upload, item);
  });
  for (const part of parts.slice(0, -1)) {
    if (part.size >= MINIMUM_PART_BYTES) continue;
    throw new S3Error('EntityTooSmall', {
      fields: {
        ProposedSize: String(part.size),
        MinSizeAllowed: String(MINIMUM_PART_BYTES),
        PartNumber: String(part.partNumber),
        ETag: part.md5,
      },
    });
  }
  return parts;
}

function findPart(upload: Upload, item: ListedPart): StoredPart {
  const part = upload.part(item.PartNumber);
  if (part === undefined || part.md5 !== unquoteEtag(item.ETag)) throw invalidPart(upload, item);
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = item[checksumElement(algorithm)];
    if (value === undefined) continue;
    const known = algorithm === 'CRC64NVME' ? encodeCrc64(part.crc64nvme) : part.checksum.value;
    if (value !== known) throw invalidPart(upload, item);
  }
  const { algorithm, type, chosen } = upload.description.checksum;
  if (chosen && type === 'COMPOSITE' && item[checksumElement(algorithm)] === undefined) {
    throw new S3Error('InvalidRequest', {
      message: `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${item.PartNumber} in the request.`,
    });
  }
  return part;
}

function invalidPart(upload: Upload, item: ListedPart): S3Error {
  return new S3Error('InvalidPart', {
    fields: {
      UploadId: upload.description.uploadId,
      PartNumber: String(item.PartNumber),
      ETag: unquoteEtag(item.ETag),
    },
  });
}
