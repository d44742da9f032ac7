/** Control and format characters, separators of lines and paragraphs, halves of characters. */
const unreadable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** The same but for line ends, which separate the problems of a message. */
const unreadableInLines = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from elsewhere as it appears in a message: what can't be seen, or would change how the rest reads (line ends, escape
 * sequences of terminals, marks of writing direction), is written as `\u{1b}`; what is too long is cut.
 * @param longest characters at most @default 300
 */
export function showText(text: string, longest = 300): string {
  return shorten(escapeAll(text, unreadable), longest);
}

/** A message as it is shown: {@link showText} of each of its lines. @param longest characters at most, of all lines */
export function showLines(text: string, longest: number): string {
  return shorten(escapeAll(text, unreadableInLines), longest);
}

/** Cuts a text that is too long, never inside of a character. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest - 3);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}...`;
}

function escapeAll(text: string, characters: RegExp): string {
  return text.replaceAll(characters, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}
