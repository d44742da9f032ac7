import fc from 'fast-check';
import { inputText } from './execution-inputs.ts';
import type { FuzzOptions } from './fuzz-options.ts';

const chunk = 500;

/** The inputs of a seed, in order; memory holds a few hundred at a time. */
export function* sampleInputs({ inputs, seed }: FuzzOptions): Generator<string> {
  for (let done = 0; done < inputs; done += chunk)
    yield* fc.sample(inputText, { seed: seed + done, numRuns: Math.min(chunk, inputs - done) });
}
