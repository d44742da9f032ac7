import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc64Nvme, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { S3Error } from '../errors.ts';
import { Crc32c } from './crc32c.ts';

/** Checksum algorithms that the server computes, out of those that S3 knows. */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

/** Name of an algorithm as the API writes it. */
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** FULL_OBJECT: of all bytes. COMPOSITE: of the parts' checksums, one after the other. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** A checksum in the making. */
export interface RunningChecksum {
  update(bytes: Uint8Array): unknown;
  /** Base64, as S3 shows it. */
  digest(): string;
}

/** Bytes in a checksum's value. */
const LENGTHS: Record<ChecksumAlgorithm, number> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

/** Starts a checksum. */
export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32': {
      let crc = 0;
      return {
        update: (bytes) => {
          crc = crc32(bytes, crc);
        },
        digest: () => encodeUint32(crc),
      };
    }
    case 'CRC32C': {
      const crc = new Crc32c();
      return { update: (bytes) => crc.update(bytes), digest: () => encodeUint32(crc.digest()) };
    }
    case 'CRC64NVME': {
      const crc = new Crc64Nvme();
      return { update: (bytes) => crc.update(bytes), digest: () => encodeCrc64(crc.digest()) };
    }
    case 'SHA1':
    case 'SHA256': {
      const hash = createHash(algorithm);
      return { update: (bytes) => hash.update(bytes), digest: () => hash.digest('base64') };
    }
  }
}

/** The header (and, in XML, the element) of an algorithm's checksum. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** XML element of an algorithm's checksum: `ChecksumCRC64NVME` and so on. */
export function checksumElement(algorithm: ChecksumAlgorithm): `Checksum${ChecksumAlgorithm}` {
  return `Checksum${algorithm}`;
}

/**
 * Reads the name of an algorithm.
 * @throws S3Error NotImplemented for one that the server doesn't compute
 */
export function parseChecksumAlgorithm(name: string): ChecksumAlgorithm {
  const found = CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
  if (found !== undefined) return found;
  throw new S3Error('NotImplemented', {
    message: `Checksum algorithm ${name} is not supported here; use ${CHECKSUM_ALGORITHMS.join(', ')}.`,
  });
}

/**
 * Checks the form of a checksum's value.
 * @throws S3Error InvalidRequest when it can't be one
 */
export function assertChecksumValue(algorithm: ChecksumAlgorithm, value: string): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === LENGTHS[algorithm] && bytes.toString('base64') === value) return;
  throw new S3Error('InvalidRequest', {
    message: `Value for ${checksumHeader(algorithm)} header is invalid: ${value}.`,
  });
}

function encodeUint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}
