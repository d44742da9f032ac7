import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { executionInput, executionOutput, retryInput } from 'fanfold/client';
import { test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Blocks of JSON, as docs and docstrings have them. */
async function blocksOf(file: string): Promise<string[]> {
  const text = (await readFile(join(root, file), 'utf8')).replaceAll(/^ *\* ?/gm, '');
  return [...text.matchAll(/^```json\n(.*?)^```/gms)].map(([, block = '']) => block);
}

test('the examples in JSON are what the schemas take', async () => {
  const [run, retry, output] = await blocksOf('docs/starting-runs.md');
  executionInput.parse(JSON.parse(run ?? ''));
  retryInput.parse(JSON.parse(retry ?? ''));
  executionOutput.parse(JSON.parse(output ?? ''));
  const [first, second] = await blocksOf('core/contracts/execution-input.ts');
  executionInput.parse(JSON.parse(first ?? ''));
  retryInput.parse(JSON.parse(second ?? ''));
});
