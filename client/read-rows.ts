import type { S3Client } from '@aws-sdk/client-s3';
import type { DatasetReference } from '../core/contracts/run-result.ts';
import { decompress } from '../core/dataset-formats/index.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { readLines } from './read-lines.ts';
import { readObject } from './read-object.ts';
import { parseS3Uri } from './s3-uri.ts';

/**
 * Streams the rows of a data set in order, object by object, decompressed.
 * @throws FanfoldError `InvalidUsage` for a format other than JSONL
 */
export async function* readRows(s3: S3Client, dataset: DatasetReference): AsyncGenerator<unknown> {
  if (dataset.format !== 'jsonl') {
    throw new FanfoldError(
      'InvalidUsage',
      `rows() reads data sets in jsonl, and this one is ${dataset.format}; read its objects: ${dataset.objects.map(({ uri }) => uri).join(', ')}`,
    );
  }
  for (const { uri } of dataset.objects) {
    const bytes = readObject(s3, parseS3Uri(uri));
    for await (const line of readLines(
      dataset.compress === 'gzip' || dataset.compress === 'zstd'
        ? decompress(bytes, dataset.compress)
        : bytes,
    ))
      yield JSON.parse(line);
  }
}
