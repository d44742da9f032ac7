import { isObject } from '../json.ts';
import type { Fields } from './fields.ts';
import { parseMap } from './parse-map.ts';
import { parseChoice, parseFail, parseParallel, parsePass, parseSucceed, parseWait } from './parse-states.ts';
import { parseTask } from './parse-task.ts';
import type { Scope } from './scope.ts';
import { checkTransitions } from './transitions.ts';
import type { Graph, State } from './types.ts';

const TYPES = ['Task', 'Map', 'Parallel', 'Choice', 'Pass', 'Wait', 'Succeed', 'Fail'] as const;

/** Reads StartAt and States of a machine, a Parallel branch or an item processor. */
export function parseGraph(fields: Fields, scope: Scope, own: readonly string[] = []): Graph {
  const startAt = fields.string('StartAt', true) ?? '';
  fields.raw('Comment');
  for (const name of own) fields.raw(name);
  const holder = fields.object('States', true);
  const states = new Map<string, State>();
  const raw = fields.raw('States');
  if (holder === undefined || !isObject(raw)) return { startAt, states };
  const names = Object.keys(raw);
  if (names.length === 0) fields.problems.add(fields.at('States'), "'States' must not be empty");
  for (const name of names) {
    checkName(name, holder, scope);
    const state = holder.state(name);
    const parsed = state === undefined ? undefined : parseState(name, state, scope, fields);
    if (parsed !== undefined) states.set(name, parsed);
  }
  const graph = { startAt, states };
  checkTransitions(graph, names, fields);
  if (own.length === 0) fields.refuseOthers('a branch or item processor');
  return graph;
}

function checkName(name: string, holder: Fields, scope: Scope): void {
  if (name.length === 0 || name.length > 80) {
    holder.problems.add(holder.at(name), `The state name has ${name.length} characters, allowed are 1 to 80`);
  }
  if (scope.stateNames.has(name)) {
    holder.problems.add(holder.at(name), `Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
  }
  scope.stateNames.add(name);
}

function parseState(name: string, fields: Fields, scope: Scope, siblings: Fields): State | undefined {
  fields.raw('Comment');
  const language = fields.string('QueryLanguage') ?? scope.queryLanguage;
  if (language !== 'JSONata') {
    const message = `The query language of this state is ${language}, allowed is JSONata ("QueryLanguage": "JSONata")`;
    fields.problems.add(fields.path, message);
    return undefined;
  }
  switch (fields.choice('Type', TYPES, true)) {
    case 'Task':
      return parseTask(name, fields, scope);
    case 'Map':
      return parseMap(name, fields, scope, siblings);
    case 'Parallel':
      return parseParallel(name, fields, scope, siblings);
    case 'Choice':
      return parseChoice(name, fields, scope);
    case 'Pass':
      return parsePass(name, fields, scope);
    case 'Wait':
      return parseWait(name, fields, scope);
    case 'Succeed':
      return parseSucceed(name, fields);
    case 'Fail':
      return parseFail(name, fields);
    case undefined:
      return undefined;
  }
}
