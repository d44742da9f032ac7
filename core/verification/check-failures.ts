import { Comparison } from './compare.ts';
import { createRowCounter } from './count-rows.ts';
import type { ReadableManifest } from './parse-manifest.ts';
import type { Verification } from './verification.ts';

/** Counts the records of the failed items, where they are there to be counted. */
export async function checkFailures(
  { proof, failures }: ReadableManifest,
  records: { name: string; bytes: AsyncIterable<Uint8Array> } | undefined,
): Promise<Pick<Verification, 'differences' | 'notes'>> {
  if (records === undefined) {
    const notes =
      failures === null ? [] : [`the records of failed items weren't counted: ${failures.uri} isn't there`];
    return { differences: [], notes };
  }
  const comparison = new Comparison();
  const counter = createRowCounter('jsonl');
  for await (const chunk of records.bytes) counter.push(chunk);
  const { rows, problem } = counter.end();
  comparison.count(`${records.name} has`, rows, proof.items.failed, 'record');
  if (problem !== undefined) comparison.add(`${records.name} ${problem}`);
  return { differences: comparison.differences, notes: [] };
}
