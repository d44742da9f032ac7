import { describeByte, describePosition, SourceRefusal } from './refusal.ts';

/** Deepest nesting of an element, in levels. Real data stays below 100; the limit keeps the scanner's memory flat. */
export const MAX_JSON_DEPTH = 65_536;

/** A byte of the source that may not be where it is. */
export interface FoundByte {
  byte: number;
  line: number;
  offset: number;
}

/** There is something other than an array. */
export function refuseNoArray(found: FoundByte): SourceRefusal {
  return new SourceRefusal(
    'JsonNotArray',
    `${describeFound(found)} begins the source, but a JSON source must be one array ("[" … "]"); for one value a line, the format is jsonl.`,
  );
}

/** There is nothing at all. */
export function refuseEmptySource(): SourceRefusal {
  return new SourceRefusal(
    'JsonNotArray',
    'The source is empty, but a JSON source must be one array; "[]" has no items.',
  );
}

/** The source, or a unit's range of it, ends too early: in an element, or between two (`element` is null). */
export function refuseTruncation(
  what: 'source' | 'range',
  end: number,
  element: { line: number; start: number } | null,
): SourceRefusal {
  const where = element
    ? `inside the element that begins at ${describePosition(element.line, element.start)}`
    : 'before the array does';
  return new SourceRefusal(
    'JsonTruncated',
    `The ${what} ends at byte ${end}, ${where}; every string and bracket must be closed, and the array by ']'.`,
  );
}

/** Something follows the array. */
export function refuseTrailingContent(found: FoundByte): SourceRefusal {
  return new SourceRefusal(
    'JsonTrailingContent',
    `${describeFound(found)} follows the end of the array; only white space may.`,
  );
}

/** An element, or what might be one, follows another without a comma. */
export function refuseMissingComma(found: FoundByte): SourceRefusal {
  return new SourceRefusal(
    'JsonMissingComma',
    `${describeFound(found)} follows an element of the array; only ',' or the closing ']' may.`,
  );
}

/** A comma, or the end of the array, is where an element must be. */
export function refuseMissingElement(found: FoundByte, isFirst: boolean): SourceRefusal {
  const before = isFirst ? `the opening '['` : `a ','`;
  const allowed = isFirst ? `an element or the closing ']'` : 'an element';
  return new SourceRefusal(
    'JsonMissingElement',
    `${describeFound(found)} follows ${before} of the array; only ${allowed} may.`,
  );
}

/** The array ends where a unit's range goes on. */
export function refuseArrayEndInRange(found: FoundByte): SourceRefusal {
  return new SourceRefusal(
    'UnitMismatch',
    `${describeFound(found)} closes the array, but a unit's range may only hold its elements.`,
  );
}

/** A bracket closes one of the other kind, or none. `open` is the bracket that is open. */
export function refuseBracketMismatch(found: FoundByte, open: '[' | '{'): SourceRefusal {
  return new SourceRefusal(
    'JsonBracketMismatch',
    `${describeFound(found)} closes '${open}'; only '${open === '[' ? ']' : '}'}' may.`,
  );
}

/** An element is nested too deeply. */
export function refuseDepth(found: FoundByte): SourceRefusal {
  return new SourceRefusal(
    'JsonTooDeep',
    `${describeFound(found)} opens level ${MAX_JSON_DEPTH + 1} of an element; at most ${MAX_JSON_DEPTH} levels are allowed.`,
  );
}

function describeFound({ byte, line, offset }: FoundByte): string {
  const name = describeByte(byte);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} at ${describePosition(line, offset)}`;
}
