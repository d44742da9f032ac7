import type { CompletenessProof } from '../../core/contracts/manifest.ts';
import type { MergeFormat } from '../../core/contracts/merge.ts';
import { combineCrc64, decodeCrc64, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/**
 * Holds what is about to be delivered against the receipts, before anything of it can be seen. A plain JSONL data set
 * is the units' outputs, byte for byte; what is encoded or folded has bytes of its own, which its chunks' CRCs hold.
 * @throws FanfoldError `DataSetIncomplete`
 */
export function holdToProof(
  { format, compress, folds }: MergeFormat,
  objects: readonly { bytes: number; crc64nvme: string }[],
  proof: CompletenessProof,
): void {
  if (format !== 'jsonl' || compress !== 'none' || folds) return;
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  const crc64nvme = encodeCrc64(
    objects.reduce((crc, object) => combineCrc64(crc, decodeCrc64(object.crc64nvme), object.bytes), 0n),
  );
  if (bytes === proof.bytes && crc64nvme === proof.crc64nvme) return;
  throw new FanfoldError(
    'DataSetIncomplete',
    `The merged data set would have ${bytes} bytes and CRC64NVME ${crc64nvme}, but the receipts promise ${proof.bytes} bytes and ${proof.crc64nvme}; it is not delivered, and the units' outputs are kept`,
  );
}
