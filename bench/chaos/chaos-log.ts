import { appendFileSync } from 'node:fs';

/** Writes down what was done when. */
export type ChaosLog = (line: string) => void;

/** A log in a file: each line with the milliseconds since it was opened. */
export function openChaosLog(file: string): ChaosLog {
  const began = Date.now();
  return (line) => appendFileSync(file, `${String(Date.now() - began).padStart(6)} ${line}\n`);
}
