import { checksumElement } from '../checksums/algorithms.ts';
import { invalidArgument } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { quoteEtag } from '../protocol/etags.ts';
import { readPageSize } from '../protocol/paging.ts';
import { findUpload } from '../protocol/upload-parameters.ts';
import { timeOfSequence } from '../store/sequencer.ts';
import { buildDocument } from '../xml/build-document.ts';

/** ListParts, in the order of part numbers, up to 1,000 a page. */
export const listParts: Operation = {
  name: 'ListParts',
  method: 'GET',
  target: 'object',
  requires: { query: ['uploadId'] },
  query: ['max-parts', 'part-number-marker'],
  handle: (context) => {
    const { request, account, bucketName, key } = context;
    const { upload } = findUpload(context);
    const { uploadId, checksum } = upload.description;
    const limit = readPageSize(request, 'max-parts');
    const marker = request.query.get('part-number-marker') ?? '0';
    if (!/^\d+$/.test(marker)) {
      throw invalidArgument('part-number-marker', marker, 'part-number-marker must be a whole number');
    }
    const following = upload.parts().filter(({ partNumber }) => partNumber > Number(marker));
    const page = following.slice(0, limit);
    const truncated = limit > 0 && following.length > page.length;
    return {
      body: buildDocument('ListPartsResult', {
        Bucket: bucketName,
        Key: key,
        UploadId: uploadId,
        Initiator: { ID: account.accountId },
        Owner: { ID: account.accountId },
        StorageClass: 'STANDARD',
        ChecksumAlgorithm: checksum.algorithm,
        ChecksumType: checksum.type,
        PartNumberMarker: Number(marker),
        NextPartNumberMarker: truncated ? page.at(-1)?.partNumber : undefined,
        MaxParts: limit,
        IsTruncated: truncated,
        Part: page.map((part) => ({
          PartNumber: part.partNumber,
          LastModified: new Date(timeOfSequence(part.sequencer)).toISOString(),
          ETag: quoteEtag(part.md5),
          Size: part.size,
          [checksumElement(part.checksum.algorithm)]: part.checksum.value,
        })),
      }),
    };
  },
};
