import type { Ledger } from '../../aws/ledger/index.ts';
import { frameObject, framePieces } from '../../aws/merging/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { PlannedRow, SourcePiece } from '../../aws/run-outputs/index.ts';
import { datasetKeys, datasetObjectKey } from '../../core/contracts/keys.ts';
import type { DatasetObject, MergeFormat, Part, Piece, Upload } from '../../core/contracts/merge.ts';
import { describeDatasetFile, type OutputFormat } from '../../core/dataset-formats/index.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { groupParts, type JobLimits, layoutParts } from '../../core/merge-layout/index.ts';
import { divideObjects, type ObjectShare } from './divide-objects.ts';
import { type JobsPlace, writeJobs } from './write-jobs.ts';

/** Objects of a data set at most: at 300 bytes each they stay within Step Functions' 256 KiB and DynamoDB's 400 KB. */
const mostObjects = 500;

/** What the last step of a merge needs to know. */
export interface PartsStep {
  step: number;
  format: MergeFormat;
  output: OutputFormat;
  jobs: JobsPlace;
  limits: JobLimits;
}

/**
 * Opens the data set's uploads and deals their parts out to jobs, in order of its rows.
 * @throws FanfoldError `DataSetIncomplete` if there would be too many, `RunClosed` if another execution took the run
 */
export async function planParts(
  around: { ledger: Ledger; store: ObjectStore; bucket: string },
  row: PlannedRow,
  step: PartsStep,
  sources: Iterable<SourcePiece>,
): Promise<{ objects: DatasetObject[]; count: number }> {
  const shares = divideObjects(sources, step.format.maxObjectBytes);
  if (shares.length > mostObjects)
    throw new FanfoldError(
      'DataSetIncomplete',
      `The data set of run ${row.runId} would be ${shares.length} objects; up to ${mostObjects} are allowed. Nothing is delivered and nothing lost: start the run again with a larger maxObjectSize`,
    );
  const { prefix } = datasetKeys(row.task, row.runId, row.generation);
  const { extension, contentType } = describeDatasetFile(step.format.format, step.format.compress);
  const uploads: Upload[] = [];
  for (const number of shares.keys()) {
    const key = datasetObjectKey(prefix, extension, number, step.format.maxObjectBytes !== undefined);
    uploads.push(await around.store.multipart.open(around.bucket, key, contentType));
  }
  // Known before a part is sent: whatever happens now, they can be aborted.
  if (!(await around.ledger.updateRun(row.runId, row.epoch, { status: row.status, uploads }))) {
    for (const upload of uploads) await around.store.multipart.abort(around.bucket, upload);
    throw new FanfoldError('RunClosed', `Run ${row.runId} was opened by another execution, which seals it`);
  }
  const objects: DatasetObject[] = [];
  const groups = async function* (): AsyncGenerator<{ upload: Upload; parts: Part[] }> {
    const all = sources[Symbol.iterator]();
    for (const [number, share] of shares.entries()) {
      const upload = uploads[number];
      if (upload === undefined) continue;
      const framed = await frameObject(
        around.store,
        around.bucket,
        { ...row, step: step.step, number },
        step.output,
        share,
      );
      objects.push({ upload, bytes: framed.bytes, crc64nvme: framed.crc64nvme });
      const pieces = framePieces(framed, take(all, share));
      for await (const parts of groupParts(layoutParts(pieces, step.limits), step.limits))
        yield { upload, parts };
    }
  };
  const count = await writeJobs(around.store, step.jobs, groups(), (job, { upload, parts }) => ({
    kind: 'parts',
    job,
    upload,
    parts,
  }));
  return { objects, count };
}

function* take(all: Iterator<SourcePiece>, share: ObjectShare): Generator<Piece> {
  for (let taken = 0; taken < share.sources; taken++) {
    const next = all.next();
    if (next.done) return;
    yield next.value.piece;
  }
}
