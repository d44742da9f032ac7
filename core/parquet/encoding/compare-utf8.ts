const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** True for half a character: a code unit of a surrogate pair, alone. */
export function isSurrogate(character: string): boolean {
  const code = character.charCodeAt(0);
  return character.length === 1 && code >= FIRST_SURROGATE && code < AFTER_SURROGATES;
}

/**
 * Compares well-formed texts in the order of their UTF-8 bytes, which is that of Parquet's statistics. It differs from
 * JavaScript's `<` where characters beyond U+FFFF meet those from U+E000 to U+FFFF.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const unitA = a.charCodeAt(at);
    const unitB = b.charCodeAt(at);
    if (unitA !== unitB) return rank(unitA) - rank(unitB);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit;
  return unit < AFTER_SURROGATES ? unit + 0x2000 : unit - 0x800;
}
