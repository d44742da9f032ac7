import { StatesError } from '../execution/states-error.ts';

/** What a Map Run fails with: a defect of this engine fails it visibly instead of taking the process down. */
export function toFailure(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new StatesError('States.Runtime', `Internal error of the local Step Functions: ${detail}`);
}
