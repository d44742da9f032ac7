import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { isExpression } from '../jsonata/expression.ts';
import { toPascalCase } from './member-names.ts';

/** Parameters as the SDK takes them, and what is wrong with them. */
export interface ReadParameters {
  value: unknown;
  problems: string[];
}

/** What is wrong with an action's Arguments; expressions are right as far as anyone knows before they are evaluated. */
export function findParameterProblems(parameters: unknown, schema: StaticOperationSchema): string[] {
  return readParameters(parameters, schema).problems;
}

/**
 * Turns an action's Arguments into what the SDK takes: its own casing, dates, bytes. The problems are in AWS's sentences,
 * as recorded (github.com/radkawar/stackd, sdk_admission.json): members that the method itself requires and the body
 * of a stream must be there, what nested members require is left to the service.
 */
export function readParameters(parameters: unknown, [, , , , input]: StaticOperationSchema): ReadParameters {
  const problems: string[] = [];
  const schema = NormalizedSchema.of(input);
  if (!isRecord(parameters)) return { value: undefined, problems: ['The arguments must be an object'] };
  for (const [member, memberSchema] of schema.structIterator()) {
    const name = toPascalCase(member);
    const required = memberSchema.isStreaming() || isRequired(schema, member);
    if (required && parameters[name] === undefined) {
      problems.push(`The field '${name}' is required but was missing`);
    }
  }
  // As recorded, other problems show once nothing is missing.
  if (problems.length > 0) return { value: undefined, problems };
  return { value: readStructure(parameters, schema, problems), problems };
}

/** A structure's schema lists its required members first, and how many they are last. */
function isRequired(structure: NormalizedSchema, member: string): boolean {
  const schema: unknown = structure.getSchema();
  if (!Array.isArray(schema)) return false;
  const members: unknown = schema[4];
  const required: unknown = schema[6];
  return Array.isArray(members) && typeof required === 'number' && members.indexOf(member) < required;
}

function readValue(name: string, value: unknown, schema: NormalizedSchema, problems: string[]): unknown {
  if (value === null) return undefined;
  if (typeof value === 'string' && isExpression(value)) return value;
  if (schema.isBlobSchema()) return readBytes(value, schema.isStreaming());
  if (schema.isStructSchema()) {
    if (isRecord(value)) return readStructure(value, schema, problems);
    return refuse(problems, `The value for the field '${name}' must be an object`);
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return refuse(problems, `The value for the field '${name}' must be an array`);
    return value.map((member) => readValue(name, member, schema.getValueSchema(), problems));
  }
  if (schema.isMapSchema()) {
    if (!isRecord(value)) return refuse(problems, `The value for the field '${name}' must be an object`);
    const entries = Object.entries(value).map(([key, member]) => [
      key,
      readValue(key, member, schema.getValueSchema(), problems),
    ]);
    return Object.fromEntries(entries);
  }
  if (schema.isTimestampSchema()) return readDate(name, value, problems);
  if (schema.isBooleanSchema()) return readBoolean(name, value, problems);
  if (schema.isNumericSchema()) {
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    return refuse(problems, `The value for the field '${name}' must be an INTEGER`);
  }
  if (schema.isStringSchema() && typeof value !== 'string') {
    return refuse(problems, `The value for the field '${name}' must be a STRING`);
  }
  return value;
}

/** Also takes a union, which is a structure with one member, such as DynamoDB's attribute values. */
function readStructure(
  value: Readonly<Record<string, unknown>>,
  schema: NormalizedSchema,
  problems: string[],
): Record<string, unknown> {
  const members = new Map<string, [string, NormalizedSchema]>();
  for (const [member, memberSchema] of schema.structIterator()) {
    members.set(toPascalCase(member), [member, memberSchema]);
    // DynamoDB's own `BOOL`, `NULL`, `SS`… are taken as well.
    if (schema.isUnionSchema()) members.set(member, [member, memberSchema]);
  }
  const result: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    const found = members.get(name);
    if (found !== undefined) {
      result[found[0]] = readValue(name, given, found[1], problems);
      continue;
    }
    const near = [...members.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
    const hint = near === undefined ? '' : `. Did you mean '${near}'?`;
    problems.push(`The field "${name}" is not supported by Step Functions${hint}`);
  }
  return result;
}

/**
 * A streamed body is the JSON text, so that a string is written with its quotes; other bytes are the text itself, both
 * as recorded on AWS (github.com/localstack/localstack, test_aws_sdk_task_service.snapshot.json; github.com/radkawar/stackd,
 * lambda_integrations.json).
 */
function readBytes(value: unknown, streaming: boolean): Uint8Array {
  const text = typeof value === 'string' && !streaming ? value : JSON.stringify(value);
  return Buffer.from(text);
}

function readDate(name: string, value: unknown, problems: string[]): Date | undefined {
  const date = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  return refuse(
    problems,
    `The value for the field '${name}' must be a TIMESTAMP such as 2026-01-31T12:00:00Z`,
  );
}

/** Conversions as recorded on AWS: integers are true but 0, texts are trimmed, the empty one and `null` are no value. */
function readBoolean(name: string, value: unknown, problems: string[]): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return value !== 0;
  const text = typeof value === 'string' ? value.trim() : undefined;
  if (text === '' || text === 'null') return undefined;
  if (text === 'true' || text === 'True' || text === 'TRUE') return true;
  if (text === 'false' || text === 'False' || text === 'FALSE') return false;
  return refuse(
    problems,
    `The value for the field '${name}' must be a BOOLEAN, but was ${JSON.stringify(value)}`,
  );
}

function refuse(problems: string[], problem: string): undefined {
  problems.push(problem);
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
