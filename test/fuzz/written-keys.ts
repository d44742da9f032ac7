import type { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What was written where since the last look. */
export interface WrittenKeys {
  /** Keys of S3, with the operation that wrote to them. */
  objects: { operation: string; key: string }[];
  /** Keys of the ledger. */
  rows: string[];
}

const reading = /^(Get|Head|List|Query|Describe)/;

/** Notes what clients write; gives a function that tells what it was since its last call. */
export function watchWrites(s3: S3Client, documents: DynamoDBDocumentClient): () => WrittenKeys {
  let written: WrittenKeys = { objects: [], rows: [] };
  s3.middlewareStack.add(
    (next, { commandName = '' }) =>
      (given) => {
        if (!reading.test(commandName))
          written.objects.push({ operation: commandName, key: fieldOf(given.input, 'Key') });
        return next(given);
      },
    { step: 'initialize', name: 'watchWrites' },
  );
  documents.middlewareStack.add(
    (next, { commandName = '' }) =>
      (given) => {
        const { input } = given;
        const key = 'Item' in input ? input.Item : 'Key' in input ? input.Key : undefined;
        if (!reading.test(commandName)) written.rows.push(`${fieldOf(key, 'pk')} ${fieldOf(key, 'sk')}`);
        return next(given);
      },
    { step: 'initialize', name: 'watchWrites' },
  );
  return () => {
    const told = written;
    written = { objects: [], rows: [] };
    return told;
  };
}

function fieldOf(value: unknown, name: string): string {
  return typeof value === 'object' && value !== null ? String(Reflect.get(value, name)) : '';
}
