/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** Whether a JSON value is an object (neither null nor an array). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON's own name of a value's type, as Step Functions' messages use it. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/**
 * Deepest nesting of arrays and objects in a JSON text. An assumption: AWS documents none, and Jackson, the parser of
 * most Java services, allows 1,000 by default (StreamReadConstraints). Walking values without a bound overflows the stack.
 */
export const MAX_JSON_DEPTH = 1_000;

/** The refusal of a JSON text that nests deeper than {@link MAX_JSON_DEPTH}. */
export class JsonDepthError extends SyntaxError {
  constructor(position: number) {
    super(`the JSON nests deeper than ${MAX_JSON_DEPTH} arrays and objects, at position ${position}`);
    this.name = 'JsonDepthError';
  }
}

/**
 * Parses JSON text from outside. The one place where the parser's `any` becomes {@link Json}.
 * @throws SyntaxError when the text is not JSON; {@link JsonDepthError} when it nests too deep
 */
export function parseJson(text: string): Json {
  refuseDepth(text);
  return JSON.parse(text);
}

function refuseDepth(text: string): void {
  if (text.length <= MAX_JSON_DEPTH) return;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = endOfString(text, at);
    else if (character === OPEN_BRACKET || character === OPEN_BRACE) depth += 1;
    else if (character === CLOSE_BRACKET || character === CLOSE_BRACE) depth -= 1;
    if (depth > MAX_JSON_DEPTH) throw new JsonDepthError(at);
  }
}

/** Where the string that begins at `start` closes; the text's end when it doesn't. */
function endOfString(text: string, start: number): number {
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close === -1 ? text.length : close;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
