import { XMLParser } from 'fast-xml-parser';
import type { z } from 'zod';
import { S3Error } from '../errors.ts';

/** Elements that are lists even when there is one of them. */
const LISTS = new Set(['Object', 'Part']);
const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['apos', "'"],
  ['gt', '>'],
  ['lt', '<'],
  ['quot', '"'],
]);

/**
 * Reads a request's document into the shape of a schema. All text stays text, white space too.
 * @throws S3Error MalformedXML when it isn't well-formed, isn't of that shape, or has a DOCTYPE or CDATA
 */
export function parseDocument<Schema extends z.ZodType>(
  text: string,
  root: string,
  schema: Schema,
): z.output<Schema> {
  if (text.includes('<!')) {
    throw malformed('Documents with a DOCTYPE, CDATA or comments are not supported; send plain elements.');
  }
  const parsed = parse(text);
  const content: unknown = isRecord(parsed) ? parsed[root] : undefined;
  if (content === undefined) throw malformed(`The XML has no <${root}> element.`);
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${[root, ...path].join('.')}: ${message}`);
  throw malformed(`The XML does not fit the schema: ${problems.join('; ')}`);
}

function parse(text: string): unknown {
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    removeNSPrefix: true,
    parseTagValue: false,
    trimValues: false,
    // The parser's own decoding would drop references to control characters.
    processEntities: false,
    tagValueProcessor: (_name, value, _path, _hasAttributes, isLeaf) => {
      // Indentation between elements is no value of theirs.
      return isLeaf || value.trim() !== '' ? decodeEntities(value) : '';
    },
    isArray: (name) => LISTS.has(name),
  });
  try {
    return parser.parse(text, true);
  } catch (error) {
    if (error instanceof S3Error) throw error;
    throw malformed(`The XML is not well-formed: ${error instanceof Error ? error.message : error}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function malformed(message: string): S3Error {
  return new S3Error('MalformedXML', { message });
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]*);?/g, (reference, name: string) => {
    const named = NAMED_ENTITIES.get(name);
    if (named !== undefined) return named;
    const digits = /^#(?:x([0-9a-f]+)|([0-9]+))$/i.exec(name);
    const code = digits?.[1] ? Number.parseInt(digits[1], 16) : Number(digits?.[2] ?? Number.NaN);
    // Half of a surrogate pair is no character.
    if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) {
      throw malformed(`The XML has a reference that is not known: ${reference}`);
    }
    return String.fromCodePoint(code);
  });
}
