import type { Outcome } from './outcome.ts';

/**
 * Parses an item's text as JSON. Objects get keys such as `__proto__` as plain properties, and of repeated keys the last
 * one wins, as JSON.parse has it.
 */
export function parseJsonItem(text: string): Outcome<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `is not valid JSON: ${describeSyntaxError(message)}` };
  }
}

/**
 * V8's message without what it quotes of the text (an item's content doesn't belong in a failure record) and without its
 * line and column, which count from the item's start and would be taken for the source's.
 */
function describeSyntaxError(message: string): string {
  const token = /^Unexpected token '(?<token>.*?)', .*is not valid JSON$/su.exec(message)?.groups?.token;
  if (token !== undefined) return `unexpected ${describeToken(token)}`;
  const reason = message
    .replace(/ \(line \d+ column \d+\)$/u, '')
    .replace(/ in JSON at position /u, ' at position ');
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

function describeToken(token: string): string {
  if (/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(token)) return `token '${token}'`;
  return `U+${(token.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
