import { parseJson } from '../json.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import { ApiError, constraintError } from './errors.ts';
import type { ApiRequest } from './request.ts';

/** StartExecution's input: any JSON text of at most 256 KiB, `{}` by default. */
export function readInput(request: ApiRequest): string {
  const input = request.optionalText('input') ?? '{}';
  if (Buffer.byteLength(input) > MAX_PAYLOAD_BYTES) {
    throw constraintError('input', '', `have length less than or equal to ${MAX_PAYLOAD_BYTES}`);
  }
  if (input.trim() === '') throw invalidInput('Invalid execution input.');
  try {
    parseJson(input);
  } catch (thrown) {
    throw invalidInput(thrown instanceof Error ? thrown.message : String(thrown));
  }
  return input;
}

function invalidInput(detail: string): ApiError {
  return new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${detail}'`);
}
