import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { MergeFormat, MergeJob, Piece } from '../../core/contracts/merge.ts';
import { groupPieces, type InOrder, type JobLimits } from '../../core/merge-layout/index.ts';

/** Where a step's jobs are written. */
export interface JobsPlace {
  bucket: string;
  key: string;
}

/** What bounds one job. */
export interface JobBounds {
  mostBytes: number;
  limits: JobLimits;
}

/** Bytes of rows that one job encodes: some seconds of work. */
const mostEncodedBytes = 128 * 1024 ** 2;

/** Bytes of rows that make a chunk, which is never cut: no more than an object may have. */
export function chunkBytes({ maxObjectBytes }: MergeFormat): number {
  return Math.min(mostEncodedBytes, maxObjectBytes ?? mostEncodedBytes);
}

/** Deals pieces out to jobs of one kind, each of which makes an object: rows encoded, or pieces joined. */
export function writeObjectJobs(
  store: ObjectStore,
  place: JobsPlace,
  kind: 'encode' | 'join',
  pieces: InOrder<Piece>,
  objectKey: (job: number) => string,
  { mostBytes, limits }: JobBounds,
): Promise<number> {
  return writeJobs(store, place, groupPieces(pieces, mostBytes, limits), (job, group) => ({
    kind,
    job,
    key: objectKey(job),
    pieces: group,
  }));
}

/** Deals rows out to jobs that fold them, each into one row; a single job finishes the fold. */
export async function writeFoldJobs(
  store: ObjectStore,
  place: JobsPlace,
  pieces: InOrder<Piece>,
  objectKey: (job: number) => string,
  { finish, limits }: { finish: boolean; limits: JobLimits },
): Promise<number> {
  const groups = finish ? [await Array.fromAsync(pieces)] : groupPieces(pieces, mostEncodedBytes, limits);
  return writeJobs(store, place, groups, (job, group) => ({
    kind: 'fold',
    job,
    key: objectKey(job),
    finish,
    pieces: group,
  }));
}

/** Writes one line per group; gives back how many. */
export async function writeJobs<Group>(
  store: ObjectStore,
  { bucket, key }: JobsPlace,
  groups: InOrder<Group>,
  describe: (job: number, group: Group) => MergeJob,
): Promise<number> {
  const writer = store.openWriter(bucket, key, 'application/jsonl');
  let count = 0;
  try {
    for await (const group of groups) {
      await writer.write(Buffer.from(`${JSON.stringify(describe(count, group))}\n`));
      count += 1;
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return count;
}
