import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseS3Uri, readLines, readObject } from '../../client/index.ts';
import { failureRecord } from '../../core/contracts/failure.ts';
import { manifest } from '../../core/contracts/manifest.ts';
import type { EndedRun } from './run-disturbed.ts';

/** What a run gave that must be the same however it was disturbed. */
export interface RunData {
  /** Hex SHA-256 of the data set's bytes. */
  sha256: string;
  bytes: number;
  /** Of the manifest. */
  proof: unknown;
  items: unknown;
  units: unknown;
  rows: number;
  /** Item, code and message of each failed item, in order. */
  failures: string[];
}

/**
 * Reads what a run delivered.
 * @throws Error if it delivered nothing
 */
export async function readResult({ outcome, clients }: EndedRun): Promise<RunData> {
  const { report } = outcome;
  if (outcome.status !== 'SUCCEEDED' || report === null || report.dataset === null) {
    throw new Error(`the run ${outcome.status}: ${outcome.error?.code}: ${outcome.error?.message}`);
  }
  const read = (uri: string) => readObject(clients.s3, parseS3Uri(uri));
  const hash = createHash('sha256');
  let bytes = 0;
  for (const { uri } of report.dataset.objects) {
    for await (const chunk of read(uri)) {
      hash.update(chunk);
      bytes += chunk.byteLength;
    }
  }
  const { proof, items } = manifest.parse(
    JSON.parse(await text(Readable.from(read(report.dataset.manifest)))),
  );
  const failures: string[] = [];
  if (report.failures !== null) {
    for await (const line of readLines(read(report.failures.uri))) {
      const { item, code, message } = failureRecord.parse(JSON.parse(line));
      failures.push(`${item} ${code}: ${message}`);
    }
  }
  return {
    sha256: hash.digest('hex'),
    bytes,
    proof,
    items,
    units: report.units,
    rows: report.rows,
    failures,
  };
}
