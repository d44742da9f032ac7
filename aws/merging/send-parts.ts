import type { Part, Upload } from '../../core/contracts/merge.ts';
import { type InOrder, mostStreamedPartBytes } from '../../core/merge-layout/index.ts';
import type { ObjectStore } from '../object-store/index.ts';
import { explainBadDigest, promisedCrc64 } from './checksums.ts';
import { readPart } from './read-pieces.ts';

/** What sending parts came to. */
export interface SentParts {
  parts: { number: number; etag: string }[];
  streamedBytes: number;
  copiedBytes: number;
}

/** Parts under way at once: a copy costs S3 time and us nothing. */
const copiesInFlight = 8;
/** Streamed ones are held in memory: 8 to 13 MiB each. */
const streamsInFlight = 2;

/** Sends parts of an upload: ranges of 5 MiB and more copied by S3, others streamed through here. */
export async function sendParts(
  store: ObjectStore,
  bucket: string,
  upload: Upload,
  parts: InOrder<Part>,
): Promise<SentParts> {
  const sent: SentParts = { parts: [], streamedBytes: 0, copiedBytes: 0 };
  const underWay = { copy: new Set<Promise<void>>(), stream: new Set<Promise<void>>() };
  // Used again and again: the system gives each fresh page of memory at a price.
  const free: Buffer[] = [];
  const send = async (part: Part): Promise<void> => {
    const [only] = part.pieces;
    if (part.copy && only !== undefined) {
      sent.parts.push(await store.multipart.copy(bucket, upload, part.number, only));
      sent.copiedBytes += part.bytes;
      return;
    }
    const buffer = free.pop() ?? Buffer.allocUnsafeSlow(mostStreamedPartBytes);
    const body = await readPart(store, bucket, part, buffer);
    try {
      const crc64nvme = promisedCrc64(part, body);
      sent.parts.push(await store.multipart.send(bucket, upload, part.number, body, crc64nvme));
    } catch (error) {
      throw explainBadDigest(error, part, body);
    }
    sent.streamedBytes += part.bytes;
    free.push(buffer);
  };
  const sendAll = async (): Promise<void> => {
    for await (const part of parts) {
      const kind = part.copy ? underWay.copy : underWay.stream;
      const most = part.copy ? copiesInFlight : streamsInFlight;
      while (kind.size >= most) await Promise.race(kind);
      const sending = send(part).finally(() => kind.delete(sending));
      sending.catch(() => {}); // Reported by the race or by the end.
      kind.add(sending);
    }
    await Promise.all([...underWay.copy, ...underWay.stream]);
  };
  try {
    await sendAll();
  } catch (error) {
    // Parts that arrive after their upload was aborted would stay behind.
    await Promise.allSettled([...underWay.copy, ...underWay.stream]);
    throw error;
  }
  sent.parts.sort((a, b) => a.number - b.number);
  return sent;
}
