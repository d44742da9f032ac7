import type { Part } from '../../core/contracts/merge.ts';
import { assumptions } from './assumptions.ts';

/** What one job asks of AWS. */
export interface JobCount {
  /** PutObject, UploadPart, UploadPartCopy, CreateMultipartUpload, CompleteMultipartUpload: all of one price. */
  writes: number;
  gets: number;
  streamedBytes: number;
  copiedBytes: number;
  /** KB written to the ledger. */
  ledgerWrites: number;
  seconds: number;
}

/** Bytes of a part's number and ETag in the ledger. */
const partRecordBytes = 64;

/** Counts what sending parts takes: a job of step `parts`, or a join, which opens and completes an upload besides. */
export function countJob(parts: readonly Part[], kind: 'join' | 'parts'): JobCount {
  const streamed = parts.filter(({ copy }) => !copy);
  const copied = parts.filter(({ copy }) => copy);
  const pieces = streamed.reduce((sum, part) => sum + part.pieces.length, 0);
  const streamedBytes = sumBytes(streamed);
  const copiedBytes = sumBytes(copied);
  // A single part that is streamed is a plain PutObject.
  const around = kind === 'join' && (parts.length > 1 || copied.length > 0) ? 2 : 0;
  const copySeconds =
    (copied.length * assumptions.copyLatencySeconds.value +
      copiedBytes / assumptions.copyBytesPerSecond.value) /
    Math.min(Math.max(copied.length, 1), assumptions.copiesInFlight.value);
  const streamSeconds =
    streamedBytes / assumptions.streamedBytesPerSecond.value +
    (pieces * assumptions.getLatencySeconds.value) / assumptions.readsInFlight.value;
  return {
    writes: parts.length + around,
    gets: pieces,
    streamedBytes,
    copiedBytes,
    ledgerWrites: Math.ceil((500 + (kind === 'parts' ? parts.length * partRecordBytes : 0)) / 1_024),
    seconds: assumptions.coldStartSeconds.value + Math.max(copySeconds, streamSeconds),
  };
}

function sumBytes(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
