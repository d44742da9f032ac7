import { createHash } from 'node:crypto';
import type { UnitProgress } from '../../aws/ledger/index.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { UnitRange } from '../../core/contracts/unit.ts';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';

/** A receipt as a unit would write it for these bytes; `change` overrides any of its fields. */
export function makeReceipt(
  unit: { unit: number; firstItem: number; succeeded: number; failed: number; bytes: Uint8Array },
  change: Partial<Receipt> = {},
): Receipt {
  const { succeeded, failed, bytes } = unit;
  return {
    unit: unit.unit,
    attempt: 1,
    epoch: 1,
    generation: 1,
    firstItem: unit.firstItem,
    items: { total: succeeded + failed, succeeded, failed },
    retries: 0,
    output:
      bytes.byteLength === 0
        ? null
        : {
            key: `out/${unit.unit}`,
            bytes: bytes.byteLength,
            rows: succeeded,
            sha256: createHash('sha256').update(bytes).digest('hex'),
            crc64nvme: encodeCrc64(new Crc64Nvme().update(bytes).digest()),
          },
    failures:
      failed === 0 ? null : { key: `failures/${unit.unit}`, count: failed, codes: { thrown: failed } },
    timing: { startedAt: 1_000, endedAt: 2_000, initMs: 0, runMs: 500, downloadMs: 1, uploadMs: 1 },
    itemTimes: [[10, succeeded + failed]],
    environment: 'environment-1',
    forks: 1,
    ...change,
  };
}

/** Where a unit's items are: ten lines of ten bytes, unless `change` says otherwise. */
export function makeRange(unit: number, change: Partial<UnitRange> = {}): UnitRange {
  const [firstItem, start] = [unit * 10, unit * 100];
  return {
    unit,
    firstItem,
    items: 10,
    object: { bucket: 'bucket', key: 'source.jsonl', etag: '"etag"' },
    uri: 's3://bucket/source.jsonl',
    start,
    end: start + 100,
    line: firstItem + 1,
    ...change,
  };
}

/** How far a unit is that came through at once with this receipt. */
export function progressOf({ items, output, failures, retries, timing }: Receipt): UnitProgress {
  const { total: done, failed } = items;
  return {
    done,
    failed,
    rows: output?.rows ?? 0,
    attempts: done + retries,
    runMs: timing.runMs,
    errors: retries + (failures?.count ?? 0),
    throttles: 0,
  };
}
