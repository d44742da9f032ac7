import { concatenate, type ObjectStore, type WrittenObject } from '../../aws/object-store/index.ts';
import type { CompletenessProof } from '../../core/contracts/manifest.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/**
 * Folds the units' outputs into the data set, in order. It appears under its key only if its bytes are the ones that
 * the receipts promise.
 * @throws FanfoldError `DataSetIncomplete`
 */
export async function writeDataset(
  store: ObjectStore,
  bucket: string,
  key: string,
  outputs: AsyncIterable<string>,
  proof: CompletenessProof,
): Promise<WrittenObject> {
  const writer = store.openWriter(bucket, key, 'application/jsonl');
  try {
    await concatenate(store, bucket, outputs, writer);
    if (writer.bytes !== proof.bytes || writer.crc64nvme !== proof.crc64nvme) {
      throw new FanfoldError(
        'DataSetIncomplete',
        `The merged data set has ${writer.bytes} bytes and CRC64NVME ${writer.crc64nvme}, but the receipts promise ${proof.bytes} bytes and ${proof.crc64nvme}; it is not delivered, the units' outputs are kept`,
      );
    }
    return await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
