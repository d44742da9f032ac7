import { isObject, type Json } from '../step-functions/json.ts';

const PATH = /^\$(\.[A-Za-z0-9_-]+|\[\d+\])*$/;

/** Whether a JSON path is one that EventBridge takes for a target's input: dots and array indexes. */
export function isEventPath(path: string): boolean {
  return PATH.test(path);
}

/** Reads a path such as `$.detail.object.key`; undefined when the event has nothing there. */
export function readEventPath(event: Json, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const [, name, index] of path.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]/g)) {
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else if (name !== undefined) value = isObject(value) ? value[name] : undefined;
  }
  return value;
}
