import { expect, test } from 'vitest';
import { parseManifest } from '../../../core/verification/index.ts';
import { makeDataset } from './make-dataset.ts';

const { manifest } = makeDataset([['{}\n'], ['{}\n']]);
const problemsOf = (document: unknown) => {
  const parsed = parseManifest(typeof document === 'string' ? document : JSON.stringify(document));
  return parsed.ok ? [] : parsed.problems;
};

test('a manifest is read', () => {
  expect(problemsOf(manifest)).toEqual([]);
});

test('what is no manifest is refused', () => {
  expect(problemsOf('{"version":')[0]).toMatch(/^it is no JSON: /);
  expect(problemsOf('{}\n{}\n')[0]).toMatch(/^it is no JSON: /);
  expect(problemsOf(null)).toHaveLength(1);
  expect(problemsOf({ ...manifest, version: 2 })[0]).toContain('`version`');
});

test('all problems are told at once', () => {
  const { proof, items, ...rest } = manifest;
  expect(problemsOf({ ...rest, runId: 1, more: true, items })).toHaveLength(3);
  const [object] = manifest.dataset.objects;
  const dataset = {
    ...manifest.dataset,
    format: 'xml',
    compress: 'brotli',
    crc64nvme: 'short',
    objects: [object, object, { ...object, uri: 'data.jsonl' }, { ...object, uri: 's3://bucket/..' }],
  };
  expect(problemsOf({ ...manifest, dataset, failures: { uri: 'failures.jsonl', count: 2 } })).toEqual([
    '`dataset.crc64nvme` is "short"; it must be the base64 of 8 bytes',
    '`failures.uri` is "failures.jsonl"; it must look like s3://bucket/key',
    '`dataset.objects` names data-00001.jsonl twice; it may do so once',
    '`dataset.objects.2.uri` is "data.jsonl"; it must look like s3://bucket/key',
    '`dataset.objects.3.uri` is "s3://bucket/.."; it must look like s3://bucket/key',
    '`dataset.format` is "xml"; it must be jsonl, csv, parquet',
    '`dataset.compress` is "brotli"; it must be none, gzip, zstd',
  ]);
});
