import { type ChecksumAlgorithm, parseChecksumAlgorithm } from '../checksums/algorithms.ts';
import type { Segment } from './segments.ts';

/** What is known of an uploaded part. */
export interface PartDescription {
  /** 1 to 10,000. */
  partNumber: number;
  /** When it came: of two files with the same part number the later one counts. */
  sequencer: string;
  size: number;
  /** MD5 in hex, the part's ETag. */
  md5: string;
  crc64nvme: bigint;
  /** Of the algorithm that the client or the upload asked for. */
  checksum: { algorithm: ChecksumAlgorithm; value: string };
}

/** A part on disk: a file with its bytes, or a folder of links to the bytes that it is a copy of. */
export interface StoredPart extends PartDescription {
  path: string;
  /** Its bytes, in the file or in the folder. */
  segments: readonly Segment[];
}

/** A part's description is its file's name, so one rename stores both and a restart opens no part. */
export function partFileName(part: PartDescription): string {
  return [
    String(part.partNumber).padStart(5, '0'),
    part.sequencer,
    part.size,
    part.md5,
    part.crc64nvme.toString(16).padStart(16, '0'),
    part.checksum.algorithm,
    Buffer.from(part.checksum.value, 'base64').toString('hex'),
  ].join('.');
}

/** Reads a part's description from the name that {@link partFileName} gave it. */
export function parsePartFile(directory: string, name: string): PartDescription {
  const [partNumber, sequencer, size, md5, crc64nvme, algorithm, value] = name.split('.');
  if (sequencer === undefined || md5 === undefined || algorithm === undefined || value === undefined) {
    throw new Error(`"${name}" in ${directory} is not a part of a multipart upload`);
  }
  return {
    partNumber: Number(partNumber),
    sequencer,
    size: Number(size),
    md5,
    crc64nvme: BigInt(`0x${crc64nvme}`),
    checksum: {
      algorithm: parseChecksumAlgorithm(algorithm),
      value: Buffer.from(value, 'hex').toString('base64'),
    },
  };
}
