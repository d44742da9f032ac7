/** How many causes of an error are looked at: an SDK's error in a client's error in the task's own. */
const deepestCause = 3;

/**
 * A field of something that was thrown, which may be of any kind.
 * @returns undefined if it has no such field, and also if its getter (or proxy) throws
 */
export function readField(thrown: unknown, ...path: readonly string[]): unknown {
  try {
    return path.reduce<unknown>(
      (value, name) =>
        (typeof value === 'object' && value !== null) || typeof value === 'function'
          ? Reflect.get(value, name)
          : undefined,
      thrown,
    );
  } catch {
    return undefined;
  }
}

/** What was thrown, then its causes: three at most, so one that is its own cause ends, too. */
export function* listCauses(thrown: unknown): Generator<unknown> {
  let each = thrown;
  for (let depth = 0; depth <= deepestCause && each !== undefined; depth++) {
    yield each;
    each = readField(each, 'cause');
  }
}
