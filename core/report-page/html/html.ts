import { cleanText } from './clean-text.ts';

/** HTML that is safe to put into a page. Only {@link html}, {@link address} and {@link trusted} make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: text and numbers are escaped, `null`, `undefined` and `false` are nothing. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * HTML from a template. Whatever is put into it is escaped, unless it is HTML itself: for text between tags, and for
 * values of attributes in double quotes.
 *
 * @example
 * html`<p title="${name}">${name}: ${count} items</p>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(
    strings.map((string, at) => string + (at < values.length ? show(values[at]) : '')).join(''),
  );
}

/** Text that is HTML already, made by this program from nothing that others wrote. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** An address for an attribute: escaped as all text, but never cut. */
export function address(url: string): Html {
  return new Html(escapeText(url.toWellFormed()));
}

function show(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeText(cleanText(value));
  if (typeof value === 'number') return escapeText(String(value));
  return value.map(show).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (character) => entities[character] ?? '');
}
