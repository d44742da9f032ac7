import type { SourcePiece } from '../../aws/run-outputs/index.ts';
import { combineCrc64, decodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { boundObjects, bytesOf } from '../../core/merge-layout/index.ts';

/** Consecutive sources that make one object of the data set. */
export interface ObjectShare {
  /** How many sources. */
  sources: number;
  bytes: number;
  /** CRC64NVME of the sources one after the other. */
  crc: bigint;
  /** Keys of row groups' metadata, with the bytes of the chunk each belongs to. */
  chunks: { bytes: number; meta: string }[];
}

/**
 * Says which sources make which object: one for all, or several where objects are bounded. A source that is larger than
 * the bound is an object of its own. There is always one object, if only an empty one.
 */
export function divideObjects(
  sources: Iterable<SourcePiece>,
  mostBytes: number = Number.POSITIVE_INFINITY,
): ObjectShare[] {
  const beginsAnother = boundObjects(mostBytes);
  const shares: ObjectShare[] = [emptyShare()];
  for (const { piece, crc64nvme, meta } of sources) {
    const bytes = bytesOf(piece);
    let share = shares.at(-1) ?? emptyShare();
    if (beginsAnother(bytes)) {
      share = emptyShare();
      shares.push(share);
    }
    share.sources += 1;
    share.bytes += bytes;
    share.crc = combineCrc64(share.crc, decodeCrc64(crc64nvme), bytes);
    if (meta !== undefined) share.chunks.push({ bytes, meta });
  }
  return shares;
}

function emptyShare(): ObjectShare {
  return { sources: 0, bytes: 0, crc: 0n, chunks: [] };
}
