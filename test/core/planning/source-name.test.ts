import { expect, test } from 'vitest';
import { readSourceName } from '../../../core/planning/source-name.ts';

const nothing = { format: undefined, delimiter: undefined, compression: undefined };

test.each([
  ['items.jsonl', { format: 'jsonl' }],
  ['items.ndjson', { format: 'jsonl' }],
  ['ITEMS.JSONL', { format: 'jsonl' }],
  ['items.json', { format: 'json' }],
  ['items.csv', { format: 'csv' }],
  ['items.tsv', { format: 'csv', delimiter: '\t' }],
  ['items.jsonl.gz', { format: 'jsonl', compression: 'gzip' }],
  ['items.csv.GZIP', { format: 'csv', compression: 'gzip' }],
  ['items.tsv.zst', { format: 'csv', delimiter: '\t', compression: 'zstd' }],
  ['items.json.zstd', { format: 'json', compression: 'zstd' }],
  ['items.v2.2024-01-01.csv', { format: 'csv' }],
  ['year=2024/items.csv/part.jsonl', { format: 'jsonl' }],
  ['items.gz', { compression: 'gzip' }],
  ['items', {}],
  ['jsonl', {}],
  ['.jsonl', { format: 'jsonl' }],
  ['folder.csv/items', {}],
  ['items.parquet', {}],
  ['items.constructor', {}],
  ['items.csv.toString', {}],
  ['items.csv.gz.gz', { compression: 'gzip' }],
  ['', {}],
])('%s', (name, said) => {
  expect(readSourceName(name)).toEqual({ ...nothing, ...said });
});
