import { createHash } from 'node:crypto';
import type { Receipt } from '../../core/contracts/receipt.ts';
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
