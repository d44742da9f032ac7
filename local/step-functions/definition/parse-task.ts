import { isExpression } from '../jsonata/expression.ts';
import { compileTemplate } from '../jsonata/template.ts';
import type { Fields } from './fields.ts';
import { JSONPATH_HINTS, parseAssign, parseTransition } from './parse-common.ts';
import { parseCatch, parseRetry } from './parse-errors.ts';
import { RULES } from './rules.ts';
import type { Scope } from './scope.ts';
import { findArgumentProblems } from './task-arguments.ts';
import { parseResource, type TaskResource } from './task-resource.ts';
import type { TaskState } from './types.ts';

const HINTS = {
  ...JSONPATH_HINTS,
  HeartbeatSecondsPath:
    "HeartbeatSecondsPath is a JSONPath field; with JSONata 'HeartbeatSeconds' takes an expression",
  Credentials: 'Credentials are not supported: the local cloud has no roles',
};

/** Reads a Task. */
export function parseTask(name: string, fields: Fields, scope: Scope): TaskState | undefined {
  const resource = parseResource(fields, scope);
  const kind = resource?.integration.kind;
  const needsArguments = kind === 'lambda';
  const template = fields.template('Arguments', needsArguments);
  const state = {
    assign: parseAssign(fields, scope),
    output: fields.template('Output'),
    ...parseTransition(fields),
    retry: parseRetry(fields),
    catch: parseCatch(fields, scope),
    timeoutSeconds: fields.numberTemplate('TimeoutSeconds', RULES.timeoutSeconds),
    heartbeatSeconds: fields.numberTemplate('HeartbeatSeconds', RULES.timeoutSeconds),
  };
  fields.refuseOthers('a Task', HINTS);
  checkHeartbeat(fields);
  if (resource === undefined || (needsArguments && template === undefined)) return undefined;
  const taskArguments = template ?? (kind === 'sdk' ? compileTemplate({}, 'Arguments') : undefined);
  if (taskArguments !== undefined) checkArguments(taskArguments.source, resource, fields);
  return { type: 'Task', name, ...resource, arguments: taskArguments, ...state };
}

/** Arguments that are one expression as a whole can only be checked when they were evaluated. */
function checkArguments(source: unknown, { integration }: TaskResource, fields: Fields): void {
  if (typeof source === 'string' && isExpression(source)) return;
  for (const problem of findArgumentProblems(integration, source)) {
    fields.problems.add(fields.at('Arguments'), problem);
  }
}

/** Amazon States Language, "Timeouts": HeartbeatSeconds must be smaller than TimeoutSeconds. */
function checkHeartbeat(fields: Fields): void {
  const heartbeat = fields.raw('HeartbeatSeconds');
  const timeout = fields.raw('TimeoutSeconds');
  if (typeof heartbeat !== 'number' || typeof timeout !== 'number' || heartbeat < timeout) return;
  const message = `'HeartbeatSeconds' is ${heartbeat}, it must be smaller than TimeoutSeconds (${timeout})`;
  fields.problems.add(fields.at('HeartbeatSeconds'), message);
}
