import { parseMachine } from '../definition/parse-machine.ts';
import { describeProblems } from '../definition/problems.ts';
import type { Machine } from '../definition/types.ts';
import type { JsonObject } from '../json.ts';
import { ApiError } from './errors.ts';
import type { Operation } from './protocol.ts';
import type { ApiRequest } from './request.ts';

/** Reads a definition for CreateStateMachine and UpdateStateMachine. */
export function compileDefinition(definition: string, machineName: string): Machine {
  const { machine, problems } = parseMachine(definition, machineName);
  if (machine === undefined) throw new ApiError('InvalidDefinition', describeProblems(problems));
  return machine;
}

/** Refuses a machine's type that isn't supported. */
export function checkType(request: ApiRequest): void {
  if (request.optionalChoice('type', ['STANDARD', 'EXPRESS']) !== 'EXPRESS') return;
  const message =
    'State machines of type EXPRESS are not supported by the local Step Functions, allowed is STANDARD; EXPRESS is supported as ExecutionType of a Distributed Map';
  throw new ApiError('StateMachineTypeNotSupported', message);
}

/** ValidateStateMachineDefinition: what CreateStateMachine would refuse. */
export const validateStateMachineDefinition: Operation = async (request) => {
  const definition = request.text('definition', { min: 1, max: 1_048_576 });
  checkType(request);
  request.optionalChoice('severity', ['ERROR', 'WARNING']);
  const limit = request.optionalNumber('maxResults', { min: 0, max: 100 }) || 100;
  const { problems } = parseMachine(definition, '');
  const diagnostics = problems
    .slice(0, limit)
    .map(({ code, message, path }): JsonObject => ({ severity: 'ERROR', code, message, location: path }));
  return {
    result: problems.length === 0 ? 'OK' : 'FAIL',
    diagnostics,
    truncated: problems.length > diagnostics.length,
  };
};
