/** Values in order, from memory or as they are read: layouts never hold all of them. */
export type InOrder<Value> = Iterable<Value> | AsyncIterable<Value>;
