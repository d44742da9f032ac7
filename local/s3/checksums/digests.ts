import { createHash } from 'node:crypto';
import { Crc64Nvme, decodeCrc64, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import type { ObjectMetadata } from '../store/object-file.ts';
import { type ChecksumAlgorithm, type RunningChecksum, startChecksum } from './algorithms.ts';

/** Digests of bytes that were stored. */
export interface Digests {
  size: number;
  /** In hex. */
  md5: string;
  crc64nvme: bigint;
  /** The checksum to show: the client's, or CRC64NVME. */
  checksum: { algorithm: ChecksumAlgorithm; value: string };
}

/** Digests bytes as they pass. */
export class RunningDigests {
  readonly #algorithm: ChecksumAlgorithm;
  readonly #md5 = createHash('md5');
  readonly #crc64 = new Crc64Nvme();
  readonly #checksum: RunningChecksum | undefined;
  #size = 0;

  constructor(algorithm: ChecksumAlgorithm) {
    this.#algorithm = algorithm;
    this.#checksum = algorithm === 'CRC64NVME' ? undefined : startChecksum(algorithm);
  }

  update(bytes: Uint8Array): void {
    this.#size += bytes.length;
    this.#md5.update(bytes);
    this.#crc64.update(bytes);
    this.#checksum?.update(bytes);
  }

  finish(): Digests {
    const crc64nvme = this.#crc64.digest();
    const value = this.#checksum?.digest() ?? encodeCrc64(crc64nvme);
    return {
      size: this.#size,
      md5: this.#md5.digest('hex'),
      crc64nvme,
      checksum: { algorithm: this.#algorithm, value },
    };
  }
}

/** The digests of a stored object's whole body, where its metadata tells them all. */
export function knownDigests(object: ObjectMetadata, algorithm: ChecksumAlgorithm): Digests | undefined {
  const { size, etag, crc64nvme, checksum } = object;
  // A multipart object's ETag is not the MD5 of its bytes.
  if (etag.includes('-')) return undefined;
  const known = { size, md5: etag, crc64nvme: decodeCrc64(crc64nvme) };
  if (algorithm === 'CRC64NVME') return { ...known, checksum: { algorithm, value: crc64nvme } };
  if (checksum.algorithm !== algorithm || checksum.type !== 'FULL_OBJECT') return undefined;
  return { ...known, checksum: { algorithm, value: checksum.value } };
}
