/**
 * A value, or the reason why there is none. The reason is a predicate about the item in one sentence without a full
 * stop, such as `has 3 fields, the header has 4`, so that it reads on after "Item 12 (line 13)". It never quotes the
 * item's content beyond one character.
 */
export type Outcome<Value> = { ok: true; value: Value } | { ok: false; reason: string };
