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
 * Parses JSON text from outside. The one place where the parser's `any` becomes {@link Json}.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): Json {
  return JSON.parse(text);
}
