import { XMLBuilder } from 'fast-xml-parser';

/** An element: text, a number, child elements by name, or a list of elements of one name. Undefined is left out. */
export type XmlValue = string | number | boolean | undefined | { [name: string]: XmlValue } | XmlValue[];

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Writes a document whose root has S3's namespace. */
export function buildDocument(root: string, content: { [name: string]: XmlValue }): string {
  return build({ [root]: { '@xmlns': NAMESPACE, ...content } });
}

/** Writes an error document, which on S3 has no namespace. */
export function buildErrorDocument(content: { [name: string]: XmlValue }): string {
  return build({ Error: content });
}

function build(document: { [name: string]: XmlValue }): string {
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    // Ours escapes line ends and control characters too, which a parser would otherwise change.
    processEntities: false,
    tagValueProcessor: (_name, value) => escapeText(String(value)),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
}

function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a key may have them, and S3 sends them as references
  return text.replace(/[&<>"\u0000-\u001f\u007f-\u009f\u2028]/g, (character) => {
    return NAMED[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}
