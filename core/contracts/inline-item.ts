import * as z from 'zod';

/** Levels of arrays and objects in an item. Real data stays below; a walk of many thousands would overflow the stack. */
const mostLevels = 100;

/** An item that is given in an execution's input: any value of JSON, nested up to 100 levels deep. */
export const inlineItem = z.custom<z.core.util.JSONType>(
  (value) => isJson(value),
  `must be a value of JSON, nested ${mostLevels} levels deep at most`,
);

/** Level by level, not by recursion: the value may be of any depth. */
function isJson(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const one of level) {
      const inside = Array.isArray(one) ? one : isPlainObject(one) ? Object.values(one) : undefined;
      if (inside === undefined && !isScalar(one)) return false;
      for (const inner of inside ?? []) next.push(inner);
    }
    if (next.length > 0 && depth >= mostLevels) return false;
    level = next;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
