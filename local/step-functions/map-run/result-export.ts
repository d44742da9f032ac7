import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ResultWriter } from '../definition/types.ts';
import { StatesError } from '../execution/states-error.ts';
import { parseJson } from '../json.ts';
import { type ChildRecord, toOutputs, toPendingRecord, toResultRecord } from './child-record.ts';
import type { ChildInput } from './item-spool.ts';
import type { MapRunRecord } from './record.ts';
import { ResultFiles } from './result-files.ts';
import type { Destination } from './settings.ts';
import { uploadFile } from './upload.ts';

const KINDS = ['SUCCEEDED', 'FAILED', 'PENDING'] as const;

/** A results file as the manifest names it. */
export interface ResultFileReference {
  Key: string;
  Size: number;
}

/** What an export needs of its Map Run. */
export interface ExportRequest {
  mapRun: MapRunRecord;
  writer: ResultWriter;
  destination: Destination;
  /** Folder for the files before they are uploaded. */
  folder: string;
  /** Children that have ended, in any order. */
  ended: AsyncIterable<ChildRecord>;
  /** Inputs that were never started. */
  pending: AsyncIterable<ChildInput>;
}

/**
 * Exports the results of a Map Run: SUCCEEDED_n, FAILED_n and PENDING_n files and `manifest.json`, under
 * `<prefix>/<id of the run>/`. A redrive exports under `Redrive-<n>/` there and leaves earlier exports as they are: its
 * manifest names their files of succeeded children, and its own ones for everything else.
 * @returns the manifest's key, and all files of succeeded children
 * @throws StatesError States.ResultWriterFailed with S3's own error
 */
export async function exportResults(
  s3: S3Client,
  request: ExportRequest,
): Promise<{ key: string; succeeded: ResultFileReference[] }> {
  const { mapRun, writer, destination, folder } = request;
  const files = {
    SUCCEEDED: new ResultFiles(folder, 'SUCCEEDED', writer.outputType),
    FAILED: new ResultFiles(folder, 'FAILED', writer.outputType),
    PENDING: new ResultFiles(folder, 'PENDING', writer.outputType),
  };
  const base = baseOf(mapRun, destination);
  try {
    for await (const child of request.ended) {
      if (isExported(child, mapRun)) continue;
      await addChild(files, child, writer, mapRun);
    }
    for await (const { text } of request.pending) {
      await files.PENDING.add(JSON.stringify(toPendingRecord(text)));
    }
    const succeeded: ResultFileReference[] = [...(mapRun.exported?.succeeded ?? [])];
    const resultFiles: Record<(typeof KINDS)[number], ResultFileReference[]> = {
      FAILED: [],
      PENDING: [],
      SUCCEEDED: succeeded,
    };
    for (const kind of KINDS) {
      for (const { path, name, bytes } of await files[kind].end()) {
        const Key = `${base}/${name}`;
        await uploadFile(s3, destination.bucket, Key, path, bytes);
        resultFiles[kind].push({ Key, Size: bytes });
      }
    }
    const manifest = {
      DestinationBucket: destination.bucket,
      MapRunArn: mapRun.arn,
      ResultFiles: resultFiles,
    };
    const Key = `${base}/manifest.json`;
    await s3.send(new PutObjectCommand({ Bucket: destination.bucket, Key, Body: JSON.stringify(manifest) }));
    return { key: Key, succeeded };
  } catch (thrown) {
    throw toFailure(thrown, destination);
  } finally {
    for (const kind of KINDS) await files[kind].remove();
  }
}

function baseOf({ id, redriveCount }: MapRunRecord, { prefix }: Destination): string {
  const first = prefix === '' ? id : `${prefix}/${id}`;
  return redriveCount === 0 ? first : `${first}/Redrive-${redriveCount}`;
}

/** Whether a succeeded child is in an earlier export's files. */
function isExported({ status, mapRunRedrive }: ChildRecord, { exported }: MapRunRecord): boolean {
  return status === 'SUCCEEDED' && exported !== undefined && mapRunRedrive <= exported.redriveCount;
}

async function addChild(
  files: Record<'SUCCEEDED' | 'FAILED', ResultFiles>,
  child: ChildRecord,
  { transformation }: ResultWriter,
  { stateMachineArn, executionType }: MapRunRecord,
): Promise<void> {
  if (child.status === 'SUCCEEDED' && transformation !== 'NONE' && child.output !== undefined) {
    for (const output of toOutputs(parseJson(child.output), transformation)) {
      await files.SUCCEEDED.add(JSON.stringify(output));
    }
    return;
  }
  const record = JSON.stringify(toResultRecord(child, stateMachineArn, executionType));
  await files[child.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED'].add(record);
}

function toFailure(thrown: unknown, { bucket, prefix }: Destination): StatesError {
  const name = thrown instanceof Error ? thrown.name : 'Error';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const cause = `Writing the results to s3://${bucket}/${prefix} failed: ${message} (${name})`;
  return new StatesError('States.ResultWriterFailed', cause);
}
