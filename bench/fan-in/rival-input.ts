import { readFileSync } from 'node:fs';

/** What a rival has to do, as the bench wrote it into a file. */
export interface RivalInput {
  /** Files to concatenate, in order. */
  inputs: string[];
  output: string;
}

/** Reads the file that the first argument names. */
export function readInput(): RivalInput {
  return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
}
