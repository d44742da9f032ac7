import fc from 'fast-check';
import type { Json } from '../../../../local/step-functions/json.ts';

/** Every place in a JSON value. */
function placesOf(value: Json, path: readonly string[] = []): string[][] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [[...path], ...inside.flatMap(([key, member]) => placesOf(member, [...path, key]))];
}

/** The value with something else at a place; undefined takes the place away. */
function replaced(value: Json, [key, ...rest]: readonly string[], other: Json | undefined): Json | undefined {
  if (key === undefined) return other;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, member]) => {
    const changed = name === key ? replaced(member, rest, other) : member;
    return changed === undefined ? [] : [[name, changed] as const];
  });
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}

const nasty = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    '',
    '{% %}',
    '{% $ %}',
    '{%%}',
    '{% (',
    '$.path',
    '__proto__',
    -1,
    1e99,
    0.5,
    'States.ALL',
    'Pass',
  ),
  fc.constantFrom({ __proto__: null }, { constructor: 1 }, [[[]]], { toString: 'x' }),
);

/** The value with one to three of its places changed or taken away. */
export function mutationsOf(value: Json): fc.Arbitrary<Json> {
  const change = fc.tuple(fc.constantFrom(...placesOf(value)), fc.option(nasty, { nil: undefined }));
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    let changed: Json = value;
    for (const [place, other] of changes) {
      const json: Json | undefined = other === undefined ? undefined : JSON.parse(JSON.stringify(other));
      changed = replaced(changed, place, json) ?? null;
    }
    return changed;
  });
}
