import { isObject } from '../json.ts';
import { isExpression } from '../jsonata/expression.ts';
import type { Fields } from './fields.ts';
import { JSONPATH_HINTS, parseAssign, parseTransition } from './parse-common.ts';
import { parseCatch, parseRetry } from './parse-errors.ts';
import { parseGraph } from './parse-graph.ts';
import { RULES } from './rules.ts';
import { collectAssigned, type Scope } from './scope.ts';
import type {
  ChoiceRule,
  ChoiceState,
  FailState,
  ParallelState,
  PassState,
  SucceedState,
  WaitState,
} from './types.ts';

/** Reads a Pass. */
export function parsePass(name: string, fields: Fields, scope: Scope): PassState {
  const state: PassState = {
    type: 'Pass',
    name,
    assign: parseAssign(fields, scope),
    output: fields.template('Output'),
    ...parseTransition(fields),
  };
  fields.refuseOthers('a Pass', JSONPATH_HINTS);
  return state;
}

/** Reads a Wait, which has Seconds or Timestamp. */
export function parseWait(name: string, fields: Fields, scope: Scope): WaitState | undefined {
  const seconds = fields.numberTemplate('Seconds', RULES.waitSeconds);
  const timestamp = fields.template('Timestamp');
  const common = {
    assign: parseAssign(fields, scope),
    output: fields.template('Output'),
    ...parseTransition(fields),
  };
  fields.refuseOthers('a Wait', JSONPATH_HINTS);
  if (fields.has('Seconds') === fields.has('Timestamp')) {
    fields.problems.add(fields.path, "A Wait has either 'Seconds' or 'Timestamp', exactly one of them");
    return undefined;
  }
  if (seconds !== undefined) {
    return { type: 'Wait', name, ...common, until: { kind: 'seconds', template: seconds } };
  }
  if (timestamp === undefined) return undefined;
  if (typeof timestamp.source !== 'string') {
    fields.problems.add(fields.at('Timestamp'), "'Timestamp' must be an RFC 3339 text or an expression");
  } else if (!isExpression(timestamp.source) && Number.isNaN(Date.parse(timestamp.source))) {
    fields.problems.add(fields.at('Timestamp'), `'${timestamp.source}' is not an RFC 3339 timestamp`);
  }
  return { type: 'Wait', name, ...common, until: { kind: 'timestamp', template: timestamp } };
}

/** Reads a Succeed. */
export function parseSucceed(name: string, fields: Fields): SucceedState {
  const state: SucceedState = { type: 'Succeed', name, output: fields.template('Output') };
  fields.refuseOthers('a Succeed', JSONPATH_HINTS);
  return state;
}

/** Reads a Fail. */
export function parseFail(name: string, fields: Fields): FailState {
  for (const field of ['Error', 'Cause']) fields.string(field);
  const state: FailState = {
    type: 'Fail',
    name,
    error: fields.template('Error'),
    cause: fields.template('Cause'),
  };
  fields.refuseOthers('a Fail', JSONPATH_HINTS);
  return state;
}

/** Reads a Choice. */
export function parseChoice(name: string, fields: Fields, scope: Scope): ChoiceState {
  const choices = fields.objects('Choices', true).flatMap((rule) => parseRule(rule, scope));
  const state: ChoiceState = {
    type: 'Choice',
    name,
    choices,
    default: fields.string('Default'),
    assign: parseAssign(fields, scope),
    output: fields.template('Output'),
  };
  fields.refuseOthers('a Choice', JSONPATH_HINTS);
  return state;
}

function parseRule(rule: Fields, scope: Scope): ChoiceRule[] {
  const literal = rule.raw('Condition');
  const condition = typeof literal === 'boolean' ? literal : rule.expression('Condition');
  rule.raw('Comment');
  const next = rule.string('Next', true);
  const rest = { assign: parseAssign(rule, scope), output: rule.template('Output') };
  rule.refuseOthers('a choice rule', JSONPATH_HINTS);
  return condition === undefined || next === undefined ? [] : [{ condition, next, ...rest }];
}

/** @param siblings the graph that it is in, for the variables that its branches may not assign */
export function parseParallel(name: string, fields: Fields, scope: Scope, siblings: Fields): ParallelState {
  const states = siblings.raw('States');
  const assigned = isObject(states) ? collectAssigned(states) : new Set<string>();
  const inner: Scope = { ...scope, outerVariables: scope.outerVariables.union(assigned) };
  const state: ParallelState = {
    type: 'Parallel',
    name,
    arguments: fields.template('Arguments'),
    branches: fields.objects('Branches', true).map((branch) => parseGraph(branch, inner)),
    assign: parseAssign(fields, scope),
    output: fields.template('Output'),
    ...parseTransition(fields),
    retry: parseRetry(fields),
    catch: parseCatch(fields, scope),
  };
  fields.refuseOthers('a Parallel', JSONPATH_HINTS);
  return state;
}
