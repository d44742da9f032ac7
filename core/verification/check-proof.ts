import { combineCrc64, decodeCrc64, encodeCrc64 } from '../digest/crc64nvme.ts';
import type { ReadableManifest } from './parse-manifest.ts';

/** Compares the sums in a manifest with one another. Gives a sentence for each that doesn't add up. */
export function checkProof({ dataset, proof, items, failures, folds }: ReadableManifest): string[] {
  const { objects } = dataset;
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  const crc = objects.reduce(
    (sum, object) => combineCrc64(sum, decodeCrc64(object.crc64nvme), object.bytes),
    0n,
  );
  const rules: [what: string, found: number | string, expected: number | string][] = [
    ['items succeeded + failed', proof.items.succeeded + proof.items.failed, proof.items.planned],
    ['units committed', proof.units.committed, proof.units.planned],
    ['`items.total`', items.total, proof.items.planned],
    ['`items.succeeded`', items.succeeded, proof.items.succeeded],
    ['`items.failed`', items.failed, proof.items.failed],
    ['`items.notRun`', items.notRun, 0],
    ['`failures.count`', failures?.count ?? 0, proof.items.failed],
    ['`dataset.rows`', dataset.rows, folds ? 1 : proof.rows],
    ["the objects' bytes together", bytes, dataset.bytes],
    ["the objects' checksums, combined,", encodeCrc64(crc), dataset.crc64nvme],
  ];
  // Only then the objects are the units' rows, byte by byte.
  if (!folds && dataset.format === 'jsonl' && dataset.compress === 'none') {
    rules.push(
      ['`dataset.bytes`', dataset.bytes, proof.bytes],
      ['`dataset.crc64nvme`', dataset.crc64nvme, proof.crc64nvme],
    );
  }
  return rules
    .filter(([, found, expected]) => found !== expected)
    .map(
      ([what, found, expected]) => `the manifest doesn't add up: ${what} must be ${expected}, not ${found}`,
    );
}
