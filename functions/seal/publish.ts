import type { ObjectStore } from '../../aws/object-store/index.ts';
import { type PlannedRow, readOutputSchema } from '../../aws/run-outputs/index.ts';
import { datasetKeys } from '../../core/contracts/keys.ts';
import type { Manifest } from '../../core/contracts/manifest.ts';
import type { DatasetReference, SealResult } from '../../core/contracts/run-result.ts';
import { combineCrc64, decodeCrc64, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { toolVersion } from '../../core/tool-version.ts';
import type { DeliverableRun, DeliveredDataset } from './deliver.ts';

/** What is said of a data set that was delivered. */
export interface Publication {
  judgement: DeliverableRun;
  delivered: DeliveredDataset;
  failures: SealResult['failures'];
}

/** Writes the manifest beside the data set, and then, as the very last, `latest.json`. */
export async function publish(
  { store, bucket }: { store: ObjectStore; bucket: string },
  row: PlannedRow,
  { judgement, delivered, failures }: Publication,
): Promise<DatasetReference> {
  const keys = datasetKeys(row.task, row.runId, row.generation);
  const uri = (key: string) => `s3://${bucket}/${key}`;
  const { objects } = delivered;
  const { proof, completeness } = judgement;
  const dataset = {
    uri: objects[0]?.uri ?? '',
    rows: row.settings.folds ? 1 : proof.rows,
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
    crc64nvme: encodeCrc64(
      objects.reduce((crc, object) => combineCrc64(crc, decodeCrc64(object.crc64nvme), object.bytes), 0n),
    ),
    format: row.settings.format,
    compress: row.settings.compress,
    objects,
  };
  const document: Manifest = {
    version: 1,
    runId: row.runId,
    generation: row.generation,
    task: row.task,
    codeDigest: row.settings.codeDigest,
    tool: `fanfold ${toolVersion}`,
    schema: await readOutputSchema(store, bucket, row.runId),
    dataset,
    proof,
    items: completeness.items,
    source: row.source,
    settings: row.settings,
    failures: failures && { ...failures, count: completeness.items.failed },
    merge: { streamedBytes: delivered.streamedBytes, copiedBytes: delivered.copiedBytes },
  };
  await store.putText(bucket, keys.manifest, `${JSON.stringify(document, null, 2)}\n`, 'application/json');
  const latest = { version: 1, generation: row.generation, manifest: uri(keys.manifest) };
  await store.putText(bucket, keys.latest, `${JSON.stringify(latest)}\n`, 'application/json');
  return { ...dataset, manifest: uri(keys.manifest) };
}
