import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import type { JsonSchema, SchemaDescription } from '../../core/contracts/task-document.ts';

type Side = 'input' | 'output';
type Convert = StandardJSONSchemaV1.Converter[Side];

const target = 'draft-2020-12';

/**
 * A task's input or output schema as JSON Schema, which its library makes through Standard JSON Schema (zod from 4.2
 * on). What JSON Schema can't say, such as a bigint or a transform, is a reason and not a guess.
 */
export function describeSchema(schema: StandardSchemaV1, side: Side): SchemaDescription {
  const standard = schema['~standard'];
  if (!offersJsonSchema(standard)) {
    return {
      ok: false,
      reason: `the ${side} schema, made with ${standard.vendor}, offers no JSON Schema; one of a library that implements Standard JSON Schema does, such as zod from 4.2 on`,
    };
  }
  const convert = standard.jsonSchema[side];
  try {
    return { ok: true, schema: toPlainJson(convert({ target })) };
  } catch (error) {
    const reasons = [error instanceof Error ? error.message : String(error)];
    return askZod(convert, side) ?? refuse(side, reasons);
  }
}

/**
 * Zod stops at the first type that JSON Schema lacks. Asked about each, it gives all with their places. A date in a
 * row is no problem: `JSON.stringify` writes it as text, so that is what the data set has.
 * @returns undefined if the schema isn't zod's, or of a version that doesn't ask back
 */
function askZod(convert: Convert, side: Side): SchemaDescription | undefined {
  const reasons: string[] = [];
  let asked = false;
  const unrepresentable = (type: { zodSchema: unknown; path: readonly unknown[]; message: string }) => {
    asked = true;
    if (side === 'output' && isZodDate(type.zodSchema)) return { type: 'string', format: 'date-time' };
    reasons.push(type.path.length === 0 ? type.message : `${type.message} (/${type.path.join('/')})`);
    return 'any';
  };
  try {
    const schema = toPlainJson(convert({ target, libraryOptions: { unrepresentable } }));
    if (!asked) return undefined;
    return reasons.length === 0 ? { ok: true, schema } : refuse(side, reasons);
  } catch {
    return undefined;
  }
}

function refuse(side: Side, reasons: readonly string[]): SchemaDescription {
  return { ok: false, reason: `the ${side} schema can't be a JSON Schema: ${reasons.join('; ')}` };
}

/** Without what JSON lacks; throws for a schema that holds itself. */
function toPlainJson(schema: Record<string, unknown>): JsonSchema {
  return JSON.parse(JSON.stringify(schema));
}

function offersJsonSchema<Props extends object>(
  standard: Props,
): standard is Props & StandardJSONSchemaV1.Props {
  const converter: unknown = Reflect.get(standard, 'jsonSchema');
  return (
    typeof converter === 'object' &&
    converter !== null &&
    typeof Reflect.get(converter, 'input') === 'function' &&
    typeof Reflect.get(converter, 'output') === 'function'
  );
}

function isZodDate(schema: unknown): boolean {
  return readPath(schema, ['_zod', 'def', 'type']) === 'date';
}

function readPath(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  return readPath(Reflect.get(value, key), rest);
}
