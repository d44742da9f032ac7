import type { ReadableManifest, Verification } from '../../core/verification/index.ts';

/** What `fanfold verify --json` prints: one object, whatever happened. What is not known is null. */
export interface VerifyJson {
  /** As it was given. */
  manifest: string | null;
  runId: string | null;
  task: string | null;
  /** Null if that could not be found out: exit code 2, or an error on the way. */
  holds: boolean | null;
  differences: string[];
  /** What was not compared. */
  notes: string[];
  rows: number | null;
  dataset: { bytes: number; crc64nvme: string; format: string; compress: string } | null;
  objects: { uri: string; bytes: number; crc64nvme: string; sha256: string; rows: number | null }[];
  error?: { code: string; message: string };
}

/** The object of a data set that was compared with its manifest. `dataset` is what the manifest says. */
export function describeVerification(
  given: string,
  { runId, task, dataset }: ReadableManifest,
  { differences, notes, rows, objects }: Verification,
): VerifyJson {
  const { bytes, crc64nvme, format, compress } = dataset;
  return {
    manifest: given,
    runId,
    task,
    holds: differences.length === 0,
    differences,
    notes,
    rows,
    dataset: { bytes, crc64nvme, format, compress },
    objects,
  };
}

/** The object of a data set of which it could not be said whether it holds. */
export function describeUnverified(
  given: string | undefined,
  error: { code: string; message: string },
): VerifyJson {
  return {
    manifest: given ?? null,
    runId: null,
    task: null,
    holds: null,
    differences: [],
    notes: [],
    rows: null,
    dataset: null,
    objects: [],
    error,
  };
}
