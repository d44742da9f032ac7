import { combineCrc64, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { S3Error } from '../errors.ts';
import type { StoredChecksum } from '../store/object-file.ts';
import type { StoredPart } from '../store/part-file.ts';
import { type ChecksumAlgorithm, type ChecksumType, startChecksum } from './algorithms.ts';
import { combineCrc32 } from './combine-crc32.ts';

/** Which checksum types S3 has for an algorithm in a multipart upload, the default first. */
const TYPES: Record<ChecksumAlgorithm, readonly ChecksumType[]> = {
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  CRC64NVME: ['FULL_OBJECT'],
  SHA1: ['COMPOSITE'],
  SHA256: ['COMPOSITE'],
};

/**
 * Settles the checksum type of an upload.
 * @throws S3Error InvalidRequest when the algorithm doesn't have it
 */
export function settleChecksumType(algorithm: ChecksumAlgorithm, asked: string | undefined): ChecksumType {
  const allowed = TYPES[algorithm];
  const found = allowed.find((type) => asked === undefined || type === asked.toUpperCase());
  if (found !== undefined) return found;
  throw new S3Error('InvalidRequest', {
    message: `The ${asked} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm; allowed is ${allowed.join(' or ')}.`,
  });
}

/** CRC64NVME of a whole upload, from its parts'. */
export function combineParts(parts: readonly StoredPart[]): bigint {
  return parts.reduce((crc, part) => combineCrc64(crc, part.crc64nvme, part.size), 0n);
}

/** The checksum that a completed upload shows. The parts must have checksums of the algorithm. */
export function multipartChecksum(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly StoredPart[],
): StoredChecksum {
  if (algorithm === 'CRC64NVME') return { algorithm, type, value: encodeCrc64(combineParts(parts)) };
  const values = parts.map(({ checksum, size }) => ({ value: checksum.value, size }));
  if (type === 'FULL_OBJECT' && (algorithm === 'CRC32' || algorithm === 'CRC32C')) {
    const whole = values.reduce((a, b) => ({
      value: combineCrc32(algorithm, a.value, b.value, b.size),
      size: 0,
    }));
    return { algorithm, type, value: whole.value };
  }
  const running = startChecksum(algorithm);
  for (const { value } of values) running.update(Buffer.from(value, 'base64'));
  return { algorithm, type, value: `${running.digest()}-${parts.length}` };
}
