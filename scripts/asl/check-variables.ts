import jsonata from 'jsonata';
import { isObject, type NamedState, type VariableScope } from './states.ts';

/** Functions that Step Functions adds to those of JSONata. */
const stepFunctionsNames = ['partition', 'range', 'hash', 'random', 'uuid', 'parse'];

/**
 * Variables that an expression reads and no state of its scope or of one around it assigns: an error at run time only,
 * since JSONata makes them undefined. And variables that a scope assigns beneath one that assigns them, which
 * CreateStateMachine refuses.
 */
export function checkVariables(states: readonly NamedState[]): string[] {
  const assigned = new Map<VariableScope, Set<string>>();
  for (const { fields, scope } of states) {
    const names = assigned.get(scope) ?? new Set<string>();
    for (const assign of assignsOf(fields)) for (const name of Object.keys(assign)) names.add(name);
    assigned.set(scope, names);
  }
  const isAssigned = (name: string, scope: VariableScope | undefined): boolean =>
    scope !== undefined && (assigned.get(scope)?.has(name) === true || isAssigned(name, scope.outer));
  return states.flatMap(({ name, fields, scope }) => [
    ...expressionsOf(fields).flatMap((text) =>
      freeVariables(text)
        .filter((variable) => !isAssigned(variable, scope))
        .map((variable) => `${name}: $${variable} in ${text} is assigned by no state of its workflow`),
    ),
    ...assignsOf(fields)
      .flatMap((assign) => Object.keys(assign))
      .filter((variable) => isAssigned(variable, scope.outer))
      .map((variable) => `${name}: $${variable} is assigned outside of its branch, too; name it otherwise`),
  ]);
}

function assignsOf(fields: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const { Assign, Catch, Choices } = fields;
  const entries = [Catch, Choices].flatMap((list) => (Array.isArray(list) ? list : []));
  return [Assign, ...entries.map((entry: unknown) => (isObject(entry) ? entry.Assign : undefined))].filter(
    isObject,
  );
}

/** Expressions of a state, those of states inside it excepted. */
function expressionsOf(value: unknown): string[] {
  if (typeof value === 'string') return /^\{%[\s\S]*%\}$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => (field === 'States' ? [] : expressionsOf(inner)));
}

function freeVariables(text: string): string[] {
  const known = new Set(['', '$', 'states', ...stepFunctionsNames, ...builtInNames()]);
  const free = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const element of node) visit(element);
    if (!isObject(node)) return;
    // Binds and parameters are taken to hold in the whole expression: too many names pass, none is refused wrongly.
    if (node.type === 'bind' && isObject(node.lhs)) known.add(String(node.lhs.value));
    if (node.type === 'lambda' && Array.isArray(node.arguments)) {
      for (const argument of node.arguments) if (isObject(argument)) known.add(String(argument.value));
    }
    if (node.type === 'variable' && typeof node.value === 'string') free.add(node.value);
    for (const child of Object.values(node)) visit(child);
  };
  visit(jsonata(text.slice(2, -2)).ast());
  return [...free].filter((name) => !known.has(name));
}

/** JSONata keeps its built-in functions to itself; this is the list of its documentation. */
function builtInNames(): string[] {
  return [
    'string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match',
    'replace eval base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl number abs floor',
    'ceil round power sqrt random formatNumber formatBase formatInteger parseInteger sum max min average boolean not',
    'exists count append sort reverse shuffle distinct zip keys lookup spread merge sift each error assert type now',
    'millis fromMillis toMillis map filter single reduce',
  ].flatMap((line) => line.split(' '));
}
