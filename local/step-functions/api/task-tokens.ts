import type { TaskTokens } from '../execution/task-tokens.ts';
import { parseJson } from '../json.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import { ApiError, constraintError } from './errors.ts';
import type { Operation } from './protocol.ts';
import type { ApiRequest } from './request.ts';

/** SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat: for tasks of the pattern `.waitForTaskToken`. */
export function taskTokenOperations(tokens: TaskTokens): Record<string, Operation> {
  return {
    SendTaskSuccess: async (request) => {
      const output = readOutput(request);
      tokens.end(findToken(tokens, request), { kind: 'succeeded', output });
      return {};
    },
    SendTaskFailure: async (request) => {
      const error = request.optionalText('error', { max: 256 });
      const cause = request.optionalText('cause', { max: 32_768 });
      tokens.end(findToken(tokens, request), { kind: 'failed', error, cause });
      return {};
    },
    SendTaskHeartbeat: async (request) => {
      tokens.heartbeat(findToken(tokens, request));
      return {};
    },
  };
}

function findToken(tokens: TaskTokens, request: ApiRequest): string {
  const token = request.text('taskToken', { min: 1, max: 2_048 });
  switch (tokens.state(token)) {
    case 'waiting':
      return token;
    case 'over':
      throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    case 'unknown':
      throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}

function readOutput(request: ApiRequest): string {
  const output = request.text('output');
  if (Buffer.byteLength(output) > MAX_PAYLOAD_BYTES) {
    throw constraintError('output', '', `have length less than or equal to ${MAX_PAYLOAD_BYTES}`);
  }
  try {
    parseJson(output);
  } catch {
    throw new ApiError('InvalidOutput', `Invalid Output: '${output}' is not valid JSON.`);
  }
  return output;
}
