import type { JsonObject } from '../json.ts';
import { isObject } from '../json.ts';
import type { Problems } from './problems.ts';

/** What the parsing of one graph knows of the definition around it. */
export interface Scope {
  problems: Problems;
  /** Machine's name, from which absent labels are made. */
  machineName: string;
  /** QueryLanguage of the whole definition, which a state may override. */
  queryLanguage: string;
  /** Every state name so far: they are unique in the whole definition, nested graphs included. */
  stateNames: Set<string>;
  /** Every Distributed Map's label so far. */
  labels: Set<string>;
  /** Variables of the graphs around this one, which it can read but not assign. */
  outerVariables: ReadonlySet<string>;
  /** Why a Distributed Map isn't allowed here; undefined where it is. */
  noDistributedMap: string | undefined;
}

/** Names that the states of a graph assign, nested graphs not included. */
export function collectAssigned(states: JsonObject): Set<string> {
  const names = new Set<string>();
  const add = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null || !('Assign' in holder)) return;
    if (typeof holder.Assign === 'object' && holder.Assign !== null) {
      for (const name of Object.keys(holder.Assign)) names.add(name);
    }
  };
  for (const state of Object.values(states)) {
    if (!isObject(state)) continue;
    add(state);
    for (const list of [state.Catch, state.Choices]) {
      if (Array.isArray(list)) list.forEach(add);
    }
  }
  return names;
}

/** What is wrong with a variable's name; undefined when nothing is. */
export function findVariableProblem(name: string, outer: ReadonlySet<string>): string | undefined {
  if (name === 'states') return "The variable name 'states' is reserved";
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(name)) {
    return `The variable name '${name}' must be a letter or _, then letters, digits or _, 80 characters at most`;
  }
  if (outer.has(name)) {
    return `The variable '${name}' belongs to the scope around this one, where it can be read but not assigned`;
  }
  return undefined;
}
