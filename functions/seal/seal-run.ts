import type { Ledger, RunRow } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import { type PlannedRow, readOutputKeys, writeFailures } from '../../aws/run-outputs/index.ts';
import { datasetKeys } from '../../core/contracts/keys.ts';
import type { CompletenessProof, Manifest } from '../../core/contracts/manifest.ts';
import type { SealEvent, SealResult } from '../../core/contracts/run-result.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { describeTolerance, exceedsTolerance } from '../../core/planning/tolerance.ts';
import type { Completeness } from '../../core/proof/completeness.ts';
import { sumUnits } from './sum-units.ts';
import { writeDataset } from './write-dataset.ts';

/** What Seal needs around it. */
export interface SealSurroundings {
  ledger: Ledger;
  store: ObjectStore;
  bucket: string;
}

/**
 * Closes a run: shuts its door, adds up its receipts, and delivers the data set with its manifest if everything that
 * was planned is accounted for and no more items failed than may. Sealing again gives the same result.
 */
export async function sealRun(around: SealSurroundings, event: SealEvent): Promise<SealResult> {
  const row = await around.ledger.getRun(event.runId);
  if (row === undefined || row.items === undefined || row.units === undefined) {
    throw new FanfoldError('RunClosed', `Run ${event.runId} isn't planned, so it can't be sealed`);
  }
  if (row.sealed !== undefined && (row.status === 'SUCCEEDED' || row.executionArn === event.executionArn))
    return row.sealed;
  const sealing = await shutDoor(around.ledger, row, event);
  const planned: PlannedRow = { ...sealing, items: row.items, units: row.units };
  const sealed = await settle(around, planned);
  if (!(await around.ledger.closeRun(sealing, sealed))) throw closed(event);
  return sealed;
}

async function shutDoor(ledger: Ledger, row: RunRow, event: SealEvent): Promise<RunRow> {
  if (row.executionArn !== event.executionArn) throw closed(event);
  if (row.status === 'SEALING') return row;
  const sealing = row.epoch === event.epoch ? await ledger.beginSeal(row) : undefined;
  if (sealing === undefined) throw closed(event);
  return sealing;
}

async function settle(around: SealSurroundings, row: PlannedRow): Promise<SealResult> {
  const completeness = await sumUnits(around.ledger, row);
  const { items, units } = completeness;
  const failures = await writeFailures(around, row, items.failed);
  const common = { runId: row.runId, generation: row.generation, items, units, failures };
  const concluded = completeness.conclude();
  if (exceedsTolerance(row.settings, items)) {
    return {
      ...common,
      status: 'FAILED',
      completionReason: 'TOLERANCE_EXCEEDED',
      dataset: null,
      error: toleranceError(row, completeness),
    };
  }
  if (!concluded.ok) {
    return {
      ...common,
      status: 'FAILED',
      completionReason: 'INCOMPLETE',
      dataset: null,
      error: incompleteError(row, concluded.problems),
    };
  }
  const dataset = await deliver(around, row, concluded.proof, completeness, failures);
  return { ...common, status: 'SUCCEEDED', completionReason: 'ALL_COMPLETED', dataset, error: null };
}

async function deliver(
  { store, ledger, bucket }: SealSurroundings,
  row: PlannedRow,
  proof: CompletenessProof,
  completeness: Completeness,
  failures: SealResult['failures'],
) {
  const keys = datasetKeys(row.task, row.runId, row.generation, row.settings.format);
  const uri = (key: string) => `s3://${bucket}/${key}`;
  const written = await writeDataset(store, bucket, keys.data, readOutputKeys(ledger, row), proof);
  const dataset = {
    uri: uri(keys.data),
    rows: proof.rows,
    bytes: written.bytes,
    crc64nvme: written.crc64nvme,
  };
  const document: Manifest = {
    version: 1,
    runId: row.runId,
    generation: row.generation,
    task: row.task,
    codeDigest: row.settings.codeDigest,
    format: row.settings.format,
    dataset,
    proof,
    items: completeness.items,
    source: row.source,
    settings: row.settings,
    failures: failures && { ...failures, count: completeness.items.failed },
  };
  await store.putText(bucket, keys.manifest, `${JSON.stringify(document, null, 2)}\n`, 'application/json');
  const latest = { version: 1, generation: row.generation, manifest: uri(keys.manifest) };
  await store.putText(bucket, keys.latest, `${JSON.stringify(latest)}\n`, 'application/json');
  return { ...dataset, manifest: uri(keys.manifest), format: row.settings.format };
}

function toleranceError(row: PlannedRow, { items }: Completeness): NonNullable<SealResult['error']> {
  const percent = ((items.failed / items.total) * 100).toPrecision(3);
  return {
    code: 'ToleratedFailureThresholdExceeded',
    message: `${items.failed} of ${items.total} items failed (${percent} %), and the tolerance is ${describeTolerance(row.settings)}; failures.jsonl says why each did. What succeeded is kept: start run ${row.runId} again with a higher tolerance to get the data set without them`,
  };
}

function incompleteError(row: PlannedRow, problems: readonly string[]): NonNullable<SealResult['error']> {
  return {
    code: 'DataSetIncomplete',
    message: `The data set of run ${row.runId} is not complete: ${problems.join('; ')}. Nothing is delivered and nothing lost: start the run again to do the rest`,
  };
}

function closed({ runId }: SealEvent): FanfoldError {
  return new FanfoldError('RunClosed', `Run ${runId} was opened by another execution, which seals it`);
}
