import { fstatSync, readSync } from 'node:fs';
import type { ChecksumAlgorithm, ChecksumType } from '../checksums/algorithms.ts';

/** Everything that is known of an object besides its bytes. */
export interface ObjectMetadata {
  key: string;
  /** Bytes of the body. */
  size: number;
  /** Entity tag without quotes: MD5 in hex, or `<md5 of md5s>-<parts>`. */
  etag: string;
  /** Milliseconds since the epoch, in whole seconds, as S3 keeps it. */
  lastModified: number;
  /** System headers that a GET gives back, by lower-case name: `content-type`, `cache-control` and so on. */
  systemHeaders: Record<string, string>;
  /** User metadata by lower-case name without `x-amz-meta-`. */
  userMetadata: Record<string, string>;
  /** The checksum that S3 would show: of the client's algorithm, or CRC64NVME by default. */
  checksum: StoredChecksum;
  /** CRC64NVME of the whole body in base64, whichever algorithm is shown. */
  crc64nvme: string;
  /**
   * Name of the folder with its segments, where the body isn't in the object's own file. For one that came from a multipart
   * upload it is the upload's id, which tells after a crash that the upload was completed.
   */
  segments?: string;
}

/** A checksum with how it was made. */
export interface StoredChecksum {
  algorithm: ChecksumAlgorithm;
  type: ChecksumType;
  /** Base64; `<base64>-<parts>` when the type is COMPOSITE. */
  value: string;
}

const MAGIC = Buffer.from('fanfold1');
/** The magic word and the length of the metadata, 4 bytes big-endian. */
const TRAILER_BYTES = MAGIC.length + 4;
/** Enough for a common object's metadata, so that one read gets it. */
const TAIL_BYTES = 4096;

/**
 * An object is one file: the body first, so that ranges are read without an offset, then its metadata as JSON, then a
 * trailer. One rename so makes the body and its metadata visible together. Where the body is in segments, their table
 * stands in its place.
 */
export function encodeFooter(metadata: ObjectMetadata): Buffer {
  const json = Buffer.from(JSON.stringify(metadata));
  const trailer = Buffer.alloc(TRAILER_BYTES);
  MAGIC.copy(trailer);
  trailer.writeUInt32BE(json.length, MAGIC.length);
  return Buffer.concat([json, trailer]);
}

/** What an object's file tells. */
export interface ObjectFooter {
  metadata: ObjectMetadata;
  /** Bytes before the footer: the body, or the table of its segments. */
  contentBytes: number;
}

/**
 * Reads the metadata of an object's file.
 * @throws Error when the file is not an object of this store
 */
export function readFooter(descriptor: number): ObjectFooter {
  const fileBytes = fstatSync(descriptor).size;
  let tail = readTail(descriptor, fileBytes, TAIL_BYTES);
  const trailer = tail.subarray(-TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES || !trailer.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new Error('a file among the objects does not end as an object of this store does');
  }
  const footerBytes = trailer.readUInt32BE(MAGIC.length) + TRAILER_BYTES;
  if (footerBytes > tail.length) tail = readTail(descriptor, fileBytes, footerBytes);
  const json = tail.subarray(tail.length - footerBytes, tail.length - TRAILER_BYTES);
  const metadata: ObjectMetadata = JSON.parse(json.toString());
  const contentBytes = fileBytes - footerBytes;
  if (metadata.segments === undefined && metadata.size !== contentBytes) {
    throw new Error(
      `the file of object "${metadata.key}" holds ${contentBytes} bytes, its metadata says ${metadata.size}`,
    );
  }
  return { metadata, contentBytes };
}

function readTail(descriptor: number, fileBytes: number, wanted: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.min(wanted, fileBytes));
  const read = readSync(descriptor, bytes, 0, bytes.length, fileBytes - bytes.length);
  return bytes.subarray(0, read);
}
