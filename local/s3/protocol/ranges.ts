import { S3Error } from '../errors.ts';

/** Bytes of an object: first and last, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

/** Bytes in a range. */
export function rangeLength({ first, last }: ByteRange): number {
  return last - first + 1;
}

/**
 * Reads a Range header. One that isn't well-formed is ignored, as HTTP says and S3 does.
 * @param size bytes of the object
 * @throws S3Error InvalidRange when it lies outside, NotImplemented for several ranges at once, which S3 doesn't serve either
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const text = header?.trim() ?? '';
  if (/^bytes=[^,]+,/.test(text)) {
    throw new S3Error('NotImplemented', {
      message: `Range ${text} is not supported; ask for one range at a time.`,
      fields: { Header: 'Range' },
    });
  }
  const match = /^bytes=(\d*)-(\d*)$/.exec(text);
  const [, start = '', end = ''] = match ?? [];
  if (start === '' && end === '') return undefined;
  const first = start === '' ? Math.max(0, size - Number(end)) : Number(start);
  const last = start === '' || end === '' ? size - 1 : Math.min(Number(end), size - 1);
  if (start !== '' && end !== '' && Number(end) < Number(start)) return undefined;
  if (first >= size || last < first) {
    throw new S3Error('InvalidRange', {
      fields: { RangeRequested: text, ActualObjectSize: String(size) },
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { first, last };
}

/**
 * Reads the range of an UploadPartCopy, which must be whole and inside the source.
 * @throws S3Error InvalidArgument, InvalidRange
 */
export function parseCopyRange(text: string, size: number): ByteRange {
  const match = /^bytes=(\d+)-(\d+)$/.exec(text.trim());
  const first = Number(match?.[1] ?? Number.NaN);
  const last = Number(match?.[2] ?? Number.NaN);
  if (!(first <= last)) {
    throw new S3Error('InvalidArgument', {
      message:
        'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      fields: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: text },
    });
  }
  if (last >= size) {
    throw new S3Error('InvalidArgument', {
      message: `Range specified is not valid for source object of size: ${size}`,
      fields: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: text },
    });
  }
  return { first, last };
}
