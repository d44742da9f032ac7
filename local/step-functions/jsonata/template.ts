import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Bindings, Expression, isExpression } from './expression.ts';

/** A field of a definition whose JSON may hold expressions at any depth, compiled. */
export interface Template {
  /** Where the field stands in its state, such as `Output` or `Catch[0]/Output`. */
  readonly location: string;
  /** The JSON of the definition. */
  readonly source: Json;
  /** Every expression in it. */
  readonly expressions: readonly Expression[];
  /** @throws FieldError when one of its expressions fails or yields undefined */
  evaluate(bindings: Bindings): Promise<Json>;
}

type Part = (bindings: Bindings) => Json | Promise<Json>;

/**
 * Compiles a field. Strings that are whole expressions are evaluated, everything else is literal.
 * @throws Error with JSONata's message when an expression doesn't parse
 */
export function compileTemplate(source: Json, location: string): Template {
  const expressions: Expression[] = [];
  const part = compilePart(source, location, expressions);
  return {
    location,
    source,
    expressions,
    evaluate: part === undefined ? async () => source : async (bindings) => part(bindings),
  };
}

/** undefined for a part without expressions, which is used as it stands. */
function compilePart(source: Json, location: string, expressions: Expression[]): Part | undefined {
  if (typeof source === 'string') {
    if (!isExpression(source)) return undefined;
    const expression = new Expression(source, location);
    expressions.push(expression);
    return (bindings) => expression.evaluate(bindings);
  }
  if (Array.isArray(source)) {
    const parts = source.map((member, index) => compilePart(member, `${location}[${index}]`, expressions));
    if (parts.every((part) => part === undefined)) return undefined;
    return (bindings) => evaluateArray(source, parts, bindings);
  }
  if (!isObject(source)) return undefined;
  const parts = Object.entries(source).map(
    ([key, member]) => [key, member, compilePart(member, `${location}/${key}`, expressions)] as const,
  );
  if (parts.every(([, , part]) => part === undefined)) return undefined;
  return (bindings) => evaluateObject(parts, bindings);
}

async function evaluateArray(
  source: readonly Json[],
  parts: readonly (Part | undefined)[],
  bindings: Bindings,
): Promise<Json[]> {
  const result: Json[] = [];
  for (const [index, literal] of source.entries()) {
    const part = parts[index];
    result.push(part === undefined ? literal : await part(bindings));
  }
  return result;
}

async function evaluateObject(
  parts: readonly (readonly [string, Json, Part | undefined])[],
  bindings: Bindings,
): Promise<JsonObject> {
  const members: [string, Json][] = [];
  for (const [key, literal, part] of parts) {
    members.push([key, part === undefined ? literal : await part(bindings)]);
  }
  return Object.fromEntries(members);
}
