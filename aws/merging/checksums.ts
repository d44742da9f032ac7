import { S3ServiceException } from '@aws-sdk/client-s3';
import type { Part, Piece } from '../../core/contracts/merge.ts';
import { Crc64Nvme, combineCrc64, decodeCrc64, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { bytesOf } from '../../core/merge-layout/index.ts';

/**
 * The CRC64NVME that a part must have: that of its pieces, one after the other, as their receipts promise. Bytes are
 * looked at only where no receipt speaks of them, of a range of an object. S3 compares it with what it gets, so that
 * bytes that aren't what a unit wrote don't pass.
 */
export function promisedCrc64({ pieces }: Pick<Part, 'pieces'>, body: Uint8Array): string {
  let at = 0;
  let crc = 0n;
  for (const piece of pieces) {
    const bytes = bytesOf(piece);
    const own =
      piece.crc64nvme === undefined
        ? new Crc64Nvme().update(body.subarray(at, at + bytes)).digest()
        : decodeCrc64(piece.crc64nvme);
    crc = combineCrc64(crc, own, bytes);
    at += bytes;
  }
  return encodeCrc64(crc);
}

/** What S3's refusal of a part means: which piece isn't what its receipt promises; the refusal itself otherwise. */
export function explainBadDigest(
  refusal: unknown,
  { pieces }: Pick<Part, 'pieces'>,
  body: Uint8Array,
): unknown {
  if (!(refusal instanceof S3ServiceException) || refusal.name !== 'BadDigest') return refusal;
  let at = 0;
  for (const piece of pieces) {
    const crc64nvme = encodeCrc64(new Crc64Nvme().update(body.subarray(at, at + bytesOf(piece))).digest());
    at += bytesOf(piece);
    if (piece.crc64nvme !== undefined && crc64nvme !== piece.crc64nvme)
      return wrongChecksum(piece, crc64nvme, { cause: refusal });
  }
  return refusal;
}

/** What is said of a piece with other bytes than its receipt promises. */
export function wrongChecksum(piece: Piece, found: string, options?: ErrorOptions): FanfoldError {
  return new FanfoldError(
    'DataSetIncomplete',
    `${piece.key} has CRC64NVME ${found}, but its receipt promises ${piece.crc64nvme}; nothing is delivered`,
    options,
  );
}
