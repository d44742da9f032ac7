import type { S3Client } from '@aws-sdk/client-s3';
import type { DatasetReference } from '../core/contracts/run-result.ts';
import { DATASET_COMPRESSIONS, decompress } from '../core/dataset-formats/index.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { readLines } from '../core/splitting/read-lines.ts';
import { readObject } from './read-object.ts';
import { parseS3Uri } from './s3-uri.ts';

/**
 * Streams the rows of a data set in order, object by object, decompressed, in flat memory.
 * @throws FanfoldError `InvalidUsage` for a format other than JSONL, or a compression that this version doesn't know
 */
export async function* readRows(s3: S3Client, dataset: DatasetReference): AsyncGenerator<unknown> {
  const compress = DATASET_COMPRESSIONS.find((name) => name === dataset.compress);
  if (dataset.format !== 'jsonl' || compress === undefined) {
    const found = compress === undefined ? `compressed with ${dataset.compress}` : dataset.format;
    throw new FanfoldError(
      'InvalidUsage',
      `rows() reads data sets in jsonl, and this one is ${found}; read its objects: ${dataset.objects.map(({ uri }) => uri).join(', ')}`,
    );
  }
  for (const { uri } of dataset.objects) {
    const bytes = readObject(s3, parseS3Uri(uri));
    const plain = compress === 'none' ? bytes : decompress(bytes, compress);
    for await (const line of readLines(plain)) yield JSON.parse(line);
  }
}
