import type { Operation, OperationContext } from '../operation.ts';
import { readKeyEncoding, readPageSize } from '../protocol/paging.ts';
import { compareByteKeys, fromByteKey, toByteKey } from '../store/byte-order.ts';
import type { UploadDescription } from '../store/upload.ts';
import { buildDocument, type XmlValue } from '../xml/build-document.ts';

/** ListMultipartUploads, in the order of keys, uploads of one key in the order of their start. */
export const listMultipartUploads: Operation = {
  name: 'ListMultipartUploads',
  method: 'GET',
  target: 'bucket',
  requires: { query: ['uploads'] },
  query: ['prefix', 'delimiter', 'key-marker', 'upload-id-marker', 'max-uploads', 'encoding-type'],
  handle: (context) => {
    const { request, account, bucketName } = context;
    const { query } = request;
    const encode = readKeyEncoding(request);
    const limit = readPageSize(request, 'max-uploads');
    const prefix = toByteKey(query.get('prefix') ?? '');
    const delimiter = toByteKey(query.get('delimiter') ?? '');
    const uploads: UploadDescription[] = [];
    const commonPrefixes = new Set<string>();
    let truncated = false;
    let last: UploadDescription | undefined;
    for (const upload of uploadsAfterMarker(context)) {
      const key = toByteKey(upload.key);
      if (!key.startsWith(prefix)) continue;
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const common = end < 0 ? undefined : key.slice(0, end + delimiter.length);
      const isNew = common === undefined || !commonPrefixes.has(common);
      if (isNew && uploads.length + commonPrefixes.size >= limit) {
        truncated = limit > 0;
        break;
      }
      if (common === undefined) uploads.push(upload);
      else commonPrefixes.add(common);
      last = upload;
    }
    const owner = { ID: account.accountId };
    return {
      body: buildDocument('ListMultipartUploadsResult', {
        Bucket: bucketName,
        KeyMarker: encode(query.get('key-marker') ?? ''),
        UploadIdMarker: query.get('upload-id-marker') ?? '',
        Prefix: encode(query.get('prefix') ?? ''),
        Delimiter: delimiter === '' ? undefined : encode(fromByteKey(delimiter)),
        EncodingType: query.get('encoding-type'),
        MaxUploads: limit,
        IsTruncated: truncated,
        NextKeyMarker: truncated && last !== undefined ? encode(last.key) : undefined,
        NextUploadIdMarker: truncated ? last?.uploadId : undefined,
        Upload: uploads.map((upload) => describeUpload(upload, encode(upload.key), owner)),
        CommonPrefixes: [...commonPrefixes].map((common) => ({ Prefix: encode(fromByteKey(common)) })),
      }),
    };
  },
};

/** An upload-id-marker counts only together with a key-marker, as on S3. */
function uploadsAfterMarker({ store, request, bucketName }: OperationContext): UploadDescription[] {
  const keyMarker = request.query.get('key-marker');
  const idMarker = request.query.get('upload-id-marker') ?? '';
  const all = [...store.bucket(bucketName).uploads.values()]
    .map(({ description }) => ({ description, key: toByteKey(description.key) }))
    .sort(
      (a, b) =>
        compareByteKeys(a.key, b.key) ||
        a.description.initiated - b.description.initiated ||
        compareByteKeys(a.description.uploadId, b.description.uploadId),
    );
  if (keyMarker === undefined || keyMarker === '') return all.map(({ description }) => description);
  const marker = toByteKey(keyMarker);
  const at = all.findIndex(({ key, description }) => key === marker && description.uploadId === idMarker);
  const following = at < 0 ? all.filter(({ key }) => key > marker) : all.slice(at + 1);
  return following.map(({ description }) => description);
}

function describeUpload(upload: UploadDescription, key: string, owner: { ID: string }): XmlValue {
  return {
    Key: key,
    UploadId: upload.uploadId,
    Initiator: owner,
    Owner: owner,
    StorageClass: 'STANDARD',
    Initiated: new Date(upload.initiated).toISOString(),
    ChecksumAlgorithm: upload.checksum.algorithm,
    ChecksumType: upload.checksum.type,
  };
}
