import { encodeCrc64 } from '../digest/crc64nvme.ts';
import { checkFailures } from './check-failures.ts';
import { checkProof } from './check-proof.ts';
import { Comparison } from './compare.ts';
import { DatasetSums } from './dataset-sums.ts';
import { measureObject } from './measure-object.ts';
import type { ReadableManifest } from './parse-manifest.ts';
import type { DatasetPlace, Verification, VerifiedObject } from './verification.ts';

/**
 * Compares a data set with its manifest: that the manifest's sums add up; that every object is there with the bytes and
 * the CRC64NVME that it should have; that rows, counted anew, are as many as the receipts said; that JSONL, decompressed,
 * is the units' rows byte by byte; and that there are as many records of failures as items failed. Objects are read
 * once each, one after the other, in flat memory.
 *
 * @throws what reading an object throws, except that it isn't there
 */
export async function verifyDataset(manifest: ReadableManifest, place: DatasetPlace): Promise<Verification> {
  const sums = new DatasetSums();
  const comparison = new Comparison();
  const objects: VerifiedObject[] = [];
  for (const difference of checkProof(manifest)) comparison.add(difference);
  for (const { uri, bytes, crc64nvme } of manifest.dataset.objects) {
    const name = place.show(uri);
    const opened = await place.open(uri);
    if (opened === undefined) {
      comparison.add(`${name} is missing`);
      sums.leaveOut();
      continue;
    }
    const measure = await measureObject(opened, manifest.dataset, (start) => place.open(uri, start));
    comparison.count(`${name} has`, measure.bytes, bytes, 'byte');
    comparison.checksum(`${name} has`, measure.crc, crc64nvme);
    for (const problem of [measure.problem, measure.rows?.problem, sums.compareColumns(measure)])
      if (problem !== undefined) comparison.add(`${name} ${problem}`);
    sums.add(measure);
    objects.push({
      uri,
      bytes: measure.bytes,
      crc64nvme: encodeCrc64(measure.crc),
      sha256: measure.sha256,
      rows: measure.rows?.rows ?? null,
    });
  }
  sums.compare(manifest, comparison);
  const failures = await findFailures(manifest, place);
  return {
    differences: [...comparison.differences, ...failures.differences],
    notes: [...noteLimits(manifest), ...failures.notes],
    objects,
    rows: sums.rows,
  };
}

function noteLimits({ folds }: ReadableManifest): string[] {
  return folds
    ? ["the folded row wasn't compared with the rows that went into it: the fold isn't made again"]
    : [];
}

async function findFailures(manifest: ReadableManifest, place: DatasetPlace) {
  const { failures } = manifest;
  const bytes = failures === null ? undefined : await place.open(failures.uri);
  const records =
    failures === null || bytes === undefined ? undefined : { name: place.show(failures.uri), bytes };
  return checkFailures(manifest, records);
}
