import * as z from 'zod';
import { sourceObject } from './plan.ts';
import { datasetReference, outcomeCounts } from './run-result.ts';
import { jsonSchema } from './task-document.ts';

const count = z.int().min(0);

/** What shows that a data set is complete: sums over the receipts, which the object itself was compared with. */
export const completenessProof = z.strictObject({
  /** Planned = succeeded + failed; a delivered data set has none that wasn't run. */
  items: z.strictObject({ planned: count, succeeded: count, failed: count }),
  /** Every planned unit is committed, once. */
  units: z.strictObject({ planned: count, committed: count }),
  rows: count,
  bytes: count,
  /** CRC64NVME of the units' rows one after the other, combined from the receipts': a JSONL data set's own. */
  crc64nvme: z.string(),
  /** Hex SHA-256 over the units' digests in order. */
  rowsSha256: z.string(),
});
export type CompletenessProof = z.infer<typeof completenessProof>;

/** `manifest.json` beside a data set, version 1. */
export const manifest = z.strictObject({
  version: z.literal(1),
  runId: z.string(),
  generation: z.int().min(1),
  task: z.string(),
  codeDigest: z.string(),
  /** `fanfold 0.1.0`. */
  tool: z.string(),
  /** JSON Schema of a row; null if the task's schema library doesn't give one. */
  schema: jsonSchema.nullable(),
  dataset: datasetReference.omit({ manifest: true }),
  proof: completenessProof,
  items: outcomeCounts,
  source: z.array(sourceObject),
  settings: z.record(z.string(), z.unknown()),
  failures: z.strictObject({ uri: z.string(), count }).nullable(),
  /** How the last step of the merge moved the bytes: through Lambdas, or copied by S3 itself. */
  merge: z.strictObject({ streamedBytes: count, copiedBytes: count }),
});
export type Manifest = z.infer<typeof manifest>;
