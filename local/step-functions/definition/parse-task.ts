import { isObject } from '../json.ts';
import type { Fields } from './fields.ts';
import { JSONPATH_HINTS, parseAssign, parseTransition } from './parse-common.ts';
import { parseCatch, parseRetry } from './parse-errors.ts';
import { RULES } from './rules.ts';
import type { Scope } from './scope.ts';
import type { TaskState } from './types.ts';

const RESOURCES = ['arn:aws:states:::lambda:invoke'] as const;
const LAMBDA_ARGUMENTS = ['FunctionName', 'Payload'];
const HINTS = {
  ...JSONPATH_HINTS,
  HeartbeatSeconds: 'HeartbeatSeconds is not supported: no supported resource sends heartbeats',
  Credentials: 'Credentials are not supported: the local cloud has no roles',
};

/** Reads a Task. */
export function parseTask(name: string, fields: Fields, scope: Scope): TaskState | undefined {
  const resource = fields.choice('Resource', RESOURCES, true);
  const template = fields.template('Arguments', true);
  const state = {
    assign: parseAssign(fields, scope),
    output: fields.template('Output'),
    ...parseTransition(fields),
    retry: parseRetry(fields),
    catch: parseCatch(fields, scope),
    timeoutSeconds: fields.numberTemplate('TimeoutSeconds', RULES.timeoutSeconds),
  };
  fields.refuseOthers('a Task', HINTS);
  if (template === undefined || resource === undefined) return undefined;
  checkArguments(template.source, fields);
  return { type: 'Task', name, resource, arguments: template, ...state };
}

/** What is wrong with the arguments of `lambda:invoke`; undefined when nothing is. */
export function findArgumentsProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'The arguments of lambda:invoke must be an object';
  }
  if (!('FunctionName' in value)) return 'These fields are required: [FunctionName]';
  const other = Object.keys(value).find((key) => !LAMBDA_ARGUMENTS.includes(key));
  if (other === undefined) return undefined;
  return `The argument '${other}' of lambda:invoke is not supported, allowed are: ${LAMBDA_ARGUMENTS.join(', ')}`;
}

/** Arguments that are one expression as a whole can only be checked when they were evaluated. */
function checkArguments(source: TaskState['arguments']['source'], fields: Fields): void {
  if (!isObject(source) && typeof source === 'string' && source.startsWith('{%')) return;
  const problem = findArgumentsProblem(source);
  if (problem !== undefined) fields.problems.add(fields.at('Arguments'), problem);
}
