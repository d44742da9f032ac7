import { checksumElement, parseChecksumAlgorithm } from '../checksums/algorithms.ts';
import { invalidArgument, S3Error } from '../errors.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { COPY_SOURCE, type CopySource, openCopySource } from '../protocol/copy-source.ts';
import { quoteEtag } from '../protocol/etags.ts';
import { MAXIMUM_BODY_BYTES } from '../protocol/limits.ts';
import { type ChosenMetadata, readChosenMetadata } from '../protocol/object-headers.ts';
import { COPY_CONDITION_HEADERS, WRITE_CONDITION_HEADERS } from '../protocol/request-headers.ts';
import { copyRange } from '../store/copy-range.ts';
import { buildDocument } from '../xml/build-document.ts';
import { writeObject } from './write-object.ts';

/**
 * CopyObject, up to 5 GiB. As on S3 the copy keeps the checksum algorithm unless another one is asked for, and the copy of
 * a multipart object has the MD5 of its bytes as its ETag.
 */
export const copyObject: Operation = {
  name: 'CopyObject',
  method: 'PUT',
  target: 'object',
  requires: { header: COPY_SOURCE },
  headers: [
    ...COPY_CONDITION_HEADERS,
    ...WRITE_CONDITION_HEADERS,
    'x-amz-checksum-algorithm',
    'x-amz-metadata-directive',
    'x-amz-source-expected-bucket-owner',
  ],
  handle: async (context) => {
    const source = openCopySource(context.store, context.request);
    try {
      const chosen = chooseMetadata(context, source);
      assertCopySize(source);
      const asked = context.request.headers.get('x-amz-checksum-algorithm');
      const algorithm =
        asked === undefined ? source.metadata.checksum.algorithm : parseChecksumAlgorithm(asked);
      const whole = { first: 0, last: source.metadata.size - 1 };
      const { etag, lastModified, checksum } = await writeObject(context, 'CopyObject', async (file) => ({
        ...(await copyRange(source, whole, file, algorithm, context.threads)),
        chosen,
      }));
      return {
        body: buildDocument('CopyObjectResult', {
          ETag: quoteEtag(etag),
          LastModified: new Date(lastModified).toISOString(),
          [checksumElement(checksum.algorithm)]: checksum.value,
          ChecksumType: checksum.type,
        }),
      };
    } finally {
      source.body.close();
    }
  },
};

function chooseMetadata({ request, bucketName, key }: OperationContext, source: CopySource): ChosenMetadata {
  const directive = request.headers.get('x-amz-metadata-directive') ?? 'COPY';
  if (directive === 'REPLACE') return readChosenMetadata(request);
  if (directive !== 'COPY') {
    throw invalidArgument(
      'x-amz-metadata-directive',
      directive,
      `Unknown metadata directive ${directive}; allowed are COPY and REPLACE.`,
    );
  }
  const { systemHeaders, userMetadata } = source.metadata;
  if (source.bucketName === bucketName && source.metadata.key === key) {
    throw new S3Error('InvalidRequest', {
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    });
  }
  return { systemHeaders, userMetadata };
}

function assertCopySize({ metadata }: CopySource): void {
  if (metadata.size <= MAXIMUM_BODY_BYTES) return;
  throw new S3Error('InvalidRequest', {
    message: `The specified copy source is larger than the maximum allowable size for a copy source: ${MAXIMUM_BODY_BYTES}`,
  });
}
