/** Characters of a text that a page shows; a stack or a whole document may be in an error's message. */
const mostCharacters = 600;

/**
 * What a page shows of a text that anyone may have written: lone surrogates and control characters, which HTML
 * doesn't allow, and those that turn the direction of what follows, as U+FFFD; cut at 600 characters, with how many are
 * missing.
 */
export function cleanText(text: string, most = mostCharacters): string {
  const cut = text.length > most ? text.slice(0, most) : text;
  const shown = cut
    .toWellFormed()
    .replaceAll(/(?![\n\t])[\p{Cc}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
  const missing = text.length - cut.length;
  return missing === 0 ? shown : `${shown}… (${missing.toLocaleString('en-US')} more characters)`;
}
