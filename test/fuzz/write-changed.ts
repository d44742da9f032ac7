/** One change of an input: the nth of its values becomes another, or the nth of its objects gets a field. */
export type Change =
  | { at: number; how: 'set'; json: string }
  | { at: number; how: 'add'; name: string; json: string };

/** JSON of an input after changes, whose values may be nested deeper than JSON.stringify can go. */
export function writeChanged(input: object, changes: readonly Change[]): string {
  const root = { input: structuredClone(input) };
  const marks = changes.map((change, number) => {
    const mark = `@change ${number}@`;
    const places = placesOf(root, change.how);
    const place = places[change.at % Math.max(1, places.length)];
    if (place !== undefined) setOwn(place.holder, change.how === 'add' ? change.name : place.name, mark);
    return { mark: JSON.stringify(mark), json: change.json };
  });
  return marks.reduce((text, { mark, json }) => text.replace(mark, () => json), JSON.stringify(root.input));
}

interface Place {
  holder: object;
  name: string;
}

/** Where values are, or where fields can be added; in order. */
function placesOf(root: object, how: Change['how']): Place[] {
  return Object.entries(root).flatMap(([name, value]) => {
    const isHolder = typeof value === 'object' && value !== null;
    const own: Place[] = how === 'set' ? [{ holder: root, name }] : [];
    if (how === 'add' && isHolder && !Array.isArray(value)) own.push({ holder: value, name: '' });
    return isHolder ? [...own, ...placesOf(value, how)] : own;
  });
}

/** Sets a field of its own, also one named `__proto__`. */
function setOwn(holder: object, name: string, value: string): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}
