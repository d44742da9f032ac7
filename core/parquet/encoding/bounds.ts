import { isSurrogate } from './compare-utf8.ts';

/** Least and greatest value of a column chunk as the file's statistics have them. */
export interface Bounds {
  min: Buffer;
  max: Buffer;
  /** False when a bound was shortened, so that it bounds the values without being one of them. */
  minExact: boolean;
  maxExact: boolean;
}

/** Bytes of a text that go into the statistics; they are for skipping row groups, where a prefix serves as well. */
const LONGEST_BOUND = 64;

/** Bounds of texts: longer ones are cut, and the upper one is raised so that it still bounds. */
export function boundTexts(min: string, max: string): Bounds | undefined {
  const lower = cutText(min);
  const upper = cutText(max);
  const maxExact = upper.length === max.length;
  const raised = maxExact ? upper : raiseText(upper);
  if (raised === undefined) return undefined;
  return {
    min: Buffer.from(lower),
    max: Buffer.from(raised),
    minExact: lower.length === min.length,
    maxExact,
  };
}

/** The longest start of whole characters that fits. */
function cutText(text: string): string {
  let bytes = 0;
  let at = 0;
  for (const character of text.slice(0, LONGEST_BOUND)) {
    bytes += Buffer.byteLength(character);
    // The slice may end in half a character, which takes 3 bytes alone and must not be kept.
    if (bytes > LONGEST_BOUND || isSurrogate(character)) break;
    at += character.length;
  }
  return text.slice(0, at);
}

/** The least text of this length or less that comes after every text that starts like this one. */
function raiseText(text: string): string | undefined {
  const characters = [...text];
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const code = last.codePointAt(0) ?? 0;
    if (code === 0x10ffff) continue;
    // Surrogates are no characters: the one after U+D7FF is U+E000.
    const next = code === 0xd7ff ? 0xe000 : code + 1;
    return characters.join('') + String.fromCodePoint(next);
  }
  return undefined;
}
