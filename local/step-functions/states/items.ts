import type { MapState } from '../definition/types.ts';
import { FieldError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { isObject, type Json } from '../json.ts';
import { describeMismatch } from './evaluated.ts';

/** An item and, when the items are an object's members, its key. */
export interface MapItem {
  value: Json;
  key: string | undefined;
}

/**
 * The items of a Map without ItemReader: Items, or else the state's input; an object's members count as items.
 * @throws FieldError with AWS's sentence when they are no items
 */
export async function evaluateItems(visit: Visit<MapState>): Promise<MapItem[]> {
  const { items } = visit.state;
  const value = items === undefined ? visit.input.value : await items.evaluate(visit.bindings());
  if (Array.isArray(value)) return value.map((member) => ({ value: member, key: undefined }));
  if (items === undefined) {
    const cause = `Map state input must be an array but was: ${JSON.stringify(value)}`;
    throw new FieldError('States.Runtime', cause, 'Items');
  }
  if (isObject(value)) return Object.entries(value).map(([key, member]) => ({ value: member, key }));
  throw new FieldError(
    'States.QueryEvaluationError',
    describeMismatch(items, 'array', value),
    items.location,
  );
}
