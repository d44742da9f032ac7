import { expect, test } from 'vitest';
import { whyNoRun } from '../../../core/trigger/index.ts';

const why = (key: string, bucket = 'own') => whyNoRun('own', { bucket, key });

test.each([
  'inbox/a.jsonl',
  'inbox/a/b/c',
  'inbox/a.error.jsonl',
  'inbox/options.json',
  `inbox/${'k'.repeat(1_005)}`,
])('%s starts a run', (key) => expect(why(key)).toBeUndefined());

test.each([
  ['inbox/a.jsonl', 'other', 'only objects of own start runs'],
  ['sources/a.jsonl', 'own', 'only objects below inbox/ start runs'],
  ['inbox', 'own', 'only objects below inbox/ start runs'],
  ['inbox/a.jsonl.options.json', 'own', 'it holds the options of inbox/a.jsonl'],
  ['inbox/a.jsonl.error.json', 'own', 'it tells why inbox/a.jsonl was refused'],
  ['inbox/2026/', 'own', 'it stands for a folder'],
  [`inbox/${'é'.repeat(503)}`, 'own', 'its key has 1012 bytes; one of the inbox may have 1011'],
])('%s of %s starts none', (key, bucket, reason) => {
  expect(why(key, bucket)).toBe(reason);
});
