import * as z from 'zod';
import { datasetCompression, datasetFormat } from './execution-input.ts';

const count = z.int().min(0);

/** A byte range [start, end) of an object in the pipeline's bucket. */
export const piece = z.strictObject({
  key: z.string(),
  start: count,
  end: count,
  /** The range is the whole object: it is copied without a Range header, which S3 refuses for small sources. */
  whole: z.boolean(),
  /** CRC64NVME of the range, where a receipt says so: of whole objects. */
  crc64nvme: z.string().optional(),
});
export type Piece = z.infer<typeof piece>;

/** One part of a multipart upload: one range copied by S3 itself, or ranges streamed through a Lambda. */
export const part = z.strictObject({
  number: z.int().min(1).max(10_000),
  bytes: z.int().min(1),
  copy: z.boolean(),
  pieces: z.array(piece).min(1),
});
export type Part = z.infer<typeof part>;

/** A multipart upload that jobs share. */
export const upload = z.strictObject({ key: z.string(), uploadId: z.string() });
export type Upload = z.infer<typeof upload>;

/** One line of a merge step's `jobs.jsonl`: what one merge Lambda does. */
export const mergeJob = z.discriminatedUnion('kind', [
  /** Rows into a chunk of the data set's format. */
  z.strictObject({
    kind: z.literal('encode'),
    job: count,
    key: z.string(),
    pieces: z.array(piece).min(1),
  }),
  /** Rows of units into one row by the task's fold. */
  z.strictObject({
    kind: z.literal('fold'),
    job: count,
    key: z.string(),
    /** The only job of its step: what it makes is the data set's row. */
    finish: z.boolean(),
    /** None if no unit gave a row. */
    pieces: z.array(piece),
  }),
  /** Many objects into one of fewer: where a data set has more pieces than a multipart upload takes. */
  z.strictObject({ kind: z.literal('join'), job: count, key: z.string(), pieces: z.array(piece).min(1) }),
  /** Parts of the data set's own upload. */
  z.strictObject({ kind: z.literal('parts'), job: count, upload, parts: z.array(part).min(1) }),
]);
export type MergeJob = z.infer<typeof mergeJob>;

/** What a merge Lambda did, as the ledger keeps it. */
export const mergeReceipt = z.strictObject({
  job: count,
  /** `encode` and `join`: the object made; null if it would be empty. `parts`: null. */
  object: z
    .strictObject({
      key: z.string(),
      bytes: count,
      crc64nvme: z.string(),
      /** `encode` to Parquet: key of the row groups' metadata. */
      meta: z.string().optional(),
    })
    .nullable(),
  /** `parts`: id of the upload that they belong to. */
  upload: z.string().optional(),
  /** `parts`: what CompleteMultipartUpload needs. */
  parts: z.array(z.strictObject({ number: z.int().min(1), etag: z.string() })),
  streamedBytes: count,
  copiedBytes: count,
  /** Milliseconds that the job took, in the attempt that did it. */
  tookMs: z.number().min(0),
});
export type MergeReceipt = z.infer<typeof mergeReceipt>;

/** The data set's own format, as every merge Lambda needs to know it. */
export const mergeFormat = z.strictObject({
  format: datasetFormat,
  compress: datasetCompression,
  /** Bytes of one object of the data set at most, where the user wants several. */
  maxObjectBytes: z.int().min(1).optional(),
  /** Rows are folded into one. */
  folds: z.literal(true).optional(),
});
export type MergeFormat = z.infer<typeof mergeFormat>;

/** Event of the merge function. */
export const mergeEvent = z.strictObject({
  runId: z.string(),
  epoch: z.int().min(1),
  step: z.int().min(1),
  format: mergeFormat,
  job: mergeJob,
});
export type MergeEvent = z.infer<typeof mergeEvent>;

/** Where the pieces of a step come from: the units' outputs, or the objects that an earlier step made. */
export const pieceSource = z.union([z.literal('outputs'), z.strictObject({ step: z.int().min(1) })]);
export type PieceSource = z.infer<typeof pieceSource>;

/** One object of the data set, on its way. */
export const datasetObject = z.strictObject({
  upload,
  bytes: count,
  crc64nvme: z.string(),
});
export type DatasetObject = z.infer<typeof datasetObject>;

/** What PlanMerge gives to the state machine: another step of merge Lambdas, or what Seal has to do. */
export const mergePlan = z.strictObject({
  status: z.enum(['MERGE', 'SEAL']),
  runId: z.string(),
  /** Epoch in which the run is being sealed. */
  epoch: z.int().min(1),
  /** Steps planned so far. */
  step: count,
  kind: z.enum(['none', 'fold', 'encode', 'join', 'parts']),
  format: mergeFormat,
  from: pieceSource,
  jobs: z.strictObject({ bucket: z.string(), key: z.string(), count }),
  maxConcurrency: z.int().min(1),
  /** Of step `parts`: the objects whose parts the jobs send. */
  objects: z.array(datasetObject),
  mapPrefix: z.string(),
});
export type MergePlan = z.infer<typeof mergePlan>;

/** Event of the plan-merge function. */
export const planMergeEvent = z.strictObject({
  runId: z.string(),
  epoch: z.int().min(1),
  executionArn: z.string(),
  maxConcurrency: z.int().min(1),
  /** What it gave last; null at first. */
  previous: mergePlan.nullable(),
});
export type PlanMergeEvent = z.infer<typeof planMergeEvent>;
