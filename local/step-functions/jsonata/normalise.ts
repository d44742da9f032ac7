import type { Json, JsonObject } from '../json.ts';

/**
 * Turns what JSONata returned into plain JSON: its sequences become arrays (a sequence that is fed into another
 * expression would be unwrapped there), undefined members disappear. undefined stays undefined.
 * @throws TypeError for a function, which has no JSON
 */
export function normalise(value: unknown): Json | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'string':
    case 'boolean':
    case 'number':
      return value;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? normaliseArray(value) : normaliseObject(value);
    default:
      throw new TypeError(`a ${typeof value} has no JSON form`);
  }
}

function normaliseArray(values: readonly unknown[]): Json[] {
  const result: Json[] = [];
  for (const value of values) result.push(normalise(value) ?? null);
  return result;
}

function normaliseObject(value: object): JsonObject {
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) {
    throw new TypeError('a function has no JSON form');
  }
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const json = normalise(member);
    if (json !== undefined) members.push([key, json]);
  }
  return Object.fromEntries(members);
}
