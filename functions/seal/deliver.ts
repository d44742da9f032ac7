import type { Ledger } from '../../aws/ledger/index.ts';
import {
  encodePieces,
  type FramedChunks,
  frameObject,
  framePieces,
  joinPieces,
  readOutputFormat,
} from '../../aws/merging/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import {
  type PlannedRow,
  type RunJudgement,
  readSources,
  SourceList,
  type SourcePiece,
} from '../../aws/run-outputs/index.ts';
import { datasetKeys, datasetObjectKey, runKeys } from '../../core/contracts/keys.ts';
import type { CompletenessProof } from '../../core/contracts/manifest.ts';
import type { MergePlan } from '../../core/contracts/merge.ts';
import type { DeliveredObject } from '../../core/contracts/run-result.ts';
import { describeDatasetFile } from '../../core/dataset-formats/index.ts';
import { combineCrc64, decodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { holdToProof } from './hold-to-proof.ts';

/** What delivering needs around it. */
export interface Delivery {
  store: ObjectStore;
  ledger: Ledger;
  bucket: string;
}

/** A run whose data set may be delivered. */
export type DeliverableRun = Extract<RunJudgement, { verdict: 'DELIVER' }>;

/** What was delivered, and how many bytes of it passed through a Lambda on their last way. */
export interface DeliveredDataset {
  objects: DeliveredObject[];
  streamedBytes: number;
  copiedBytes: number;
}

/**
 * Makes the data set appear: completes the uploads whose parts the merge Lambdas have sent, or merges what is small
 * right here. An object appears only if S3 finds the CRC64NVME that the receipts promise.
 * @throws FanfoldError `DataSetIncomplete` if a part is missing, or the whole isn't what the proof says
 */
export async function deliver(
  around: Delivery,
  row: PlannedRow,
  merge: MergePlan,
  { proof, outputs }: Pick<DeliverableRun, 'proof' | 'outputs'>,
): Promise<DeliveredDataset> {
  if (merge.kind === 'parts') return completeUploads(around, row, merge, proof);
  const sources = merge.from === 'outputs' ? outputs : await readSources(around.ledger, row, merge.from);
  return mergeHere(around, row, merge, { proof, sources });
}

async function completeUploads(
  { store, ledger, bucket }: Delivery,
  row: PlannedRow,
  merge: MergePlan,
  proof: CompletenessProof,
) {
  const delivered: DeliveredDataset = { objects: [], streamedBytes: 0, copiedBytes: 0 };
  const parts = new Map<string, { number: number; etag: string }[]>();
  let jobs = 0;
  for await (const receipt of ledger.readMerges({ runId: row.runId, epoch: row.epoch, step: merge.step })) {
    jobs += 1;
    delivered.streamedBytes += receipt.streamedBytes;
    delivered.copiedBytes += receipt.copiedBytes;
    const sent = parts.get(receipt.upload ?? '') ?? [];
    parts.set(receipt.upload ?? '', [...sent, ...receipt.parts]);
  }
  if (jobs !== merge.jobs.count) {
    throw new FanfoldError(
      'DataSetIncomplete',
      `${merge.jobs.count} merge jobs were dealt out, ${jobs} are done; nothing is delivered`,
    );
  }
  holdToProof(merge.format, merge.objects, proof);
  for (const { upload, bytes, crc64nvme } of merge.objects) {
    await store.multipart.complete(bucket, upload, parts.get(upload.uploadId) ?? [], crc64nvme);
    delivered.objects.push({ uri: `s3://${bucket}/${upload.key}`, bytes, crc64nvme });
  }
  return delivered;
}

async function mergeHere(
  around: Delivery,
  row: PlannedRow,
  merge: MergePlan,
  { proof, sources: given }: { proof: CompletenessProof; sources: SourceList },
): Promise<DeliveredDataset> {
  const { store, bucket } = around;
  const { extension, contentType } = describeDatasetFile(merge.format.format, merge.format.compress);
  const { prefix } = datasetKeys(row.task, row.runId, row.generation);
  const key = datasetObjectKey(prefix, extension, 0, merge.format.maxObjectBytes !== undefined);
  const output = await readOutputFormat(store, bucket, row.runId, merge.format);
  const place = { runId: row.runId, epoch: row.epoch, step: merge.step + 1, number: 0 };
  const isPlain = merge.format.format === 'jsonl' && merge.format.compress === 'none';
  let sources = given;
  if (!isPlain && merge.from === 'outputs') {
    const chunkKey = runKeys(row.runId).mergeObject(place.epoch, place.step, 0);
    const { object } = await encodePieces(store, bucket, chunkKey, output, given.pieces());
    sources = new SourceList();
    if (object !== null) sources.add(object);
  }
  const framed = await frameObject(store, bucket, place, output, sumSources(sources));
  holdToProof(merge.format, [framed], proof);
  const target = { key, contentType, expected: framed.crc64nvme };
  const joined = await joinPieces(store, bucket, target, framePieces(framed, sources.pieces()));
  const { bytes, crc64nvme, streamedBytes, copiedBytes } = joined;
  return { objects: [{ uri: `s3://${bucket}/${key}`, bytes, crc64nvme }], streamedBytes, copiedBytes };
}

function sumSources(sources: Iterable<SourcePiece>): FramedChunks {
  const sum = { bytes: 0, crc: 0n, chunks: [] as { bytes: number; meta: string }[] };
  for (const { piece, crc64nvme, meta } of sources) {
    const bytes = piece.end - piece.start;
    sum.crc = combineCrc64(sum.crc, decodeCrc64(crc64nvme), bytes);
    sum.bytes += bytes;
    if (meta !== undefined) sum.chunks.push({ bytes, meta });
  }
  return sum;
}
