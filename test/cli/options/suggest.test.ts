import { expect, test } from 'vitest';
import { suggest } from '../../../cli/options/suggest.ts';

const options = ['input', 'out', 'on', 'max-concurrency', 'run-id'];

test.each([
  ['inptu', 'input'],
  ['oot', 'out'],
  ['maxconcurrency', 'max-concurrency'],
  ['max-concurency', 'max-concurrency'],
  ['max', 'max-concurrency'],
  ['runid', 'run-id'],
  ['wibble', undefined],
  ['zz', undefined],
])('%s → %s', (word, meant) => {
  expect(suggest(word, options)).toBe(meant);
});
