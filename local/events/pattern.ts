import { isObject, type Json, type JsonObject } from '../step-functions/json.ts';
import { compileMatcher } from './matchers.ts';

/** Whether an event matches a pattern. */
export type EventPattern = (event: Json | undefined) => boolean;

/**
 * Compiles an event pattern. Every field of it must match; a field matches when one element of its list does. If the event's
 * field is an array, one of its elements has to match. `$or` takes a list of patterns.
 * @throws Error for what the local cloud does not support
 */
export function compilePattern(pattern: JsonObject, path = '$'): EventPattern {
  const fields = Object.entries(pattern).map(([name, condition]) =>
    name === '$or' && Array.isArray(condition) && condition.length > 1 && condition.every(isObject)
      ? compileAlternatives(condition, path)
      : compileField(name, condition, path),
  );
  if (fields.length === 0) throw new Error(`the event pattern is empty at ${path}`);
  return (event) => fields.every((matches) => matches(event));
}

function compileAlternatives(alternatives: JsonObject[], path: string): EventPattern {
  const compiled = alternatives.map((alternative) => compilePattern(alternative, path));
  return (event) => compiled.some((matches) => matches(event));
}

function compileField(name: string, condition: Json, parent: string): EventPattern {
  const path = `${parent}.${name}`;
  const read = (event: Json | undefined) => (isObject(event) ? event[name] : undefined);
  if (isObject(condition)) {
    const matches = compilePattern(condition, path);
    return (event) => asList(read(event)).some(matches);
  }
  if (!Array.isArray(condition) || condition.length === 0) {
    throw new Error(`${path} must be a list of values that match, or an object`);
  }
  const matchers = condition.map((element) => compileMatcher(element, path));
  return (event) => asList(read(event)).some((value) => matchers.some((matches) => matches(value)));
}

/** An empty array is as good as an absent field. */
function asList(value: Json | undefined): (Json | undefined)[] {
  return Array.isArray(value) && value.length > 0 ? value : [Array.isArray(value) ? undefined : value];
}
