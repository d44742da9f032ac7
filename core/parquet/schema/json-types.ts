import { allowsAnything, asNode, type JsonSchemaNode } from './json-schema-node.ts';
import type { ParquetType } from './parquet-schema.ts';

/** The JSON types that a schema allows, as it says them or as its other keywords tell. */
export function typesOf(schema: JsonSchemaNode): readonly unknown[] {
  const { type } = schema;
  if (type !== undefined) return Array.isArray(type) ? type : [type];
  const values = valuesOf(schema);
  if (values) return [...new Set(values.map(typeOfValue))];
  if (schema.properties !== undefined || schema.additionalProperties !== undefined) return ['object'];
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ['array'];
  // What may not be anything is never there.
  const not = asNode(schema.not);
  return not && allowsAnything(not) ? ['null'] : [];
}

/** The values that a schema lists, if it does. */
export function valuesOf(schema: JsonSchemaNode): readonly unknown[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A type as a sentence has it: what a row has there. */
export function nameOfType({ kind }: ParquetType): string {
  switch (kind) {
    case 'struct':
      return 'an object';
    case 'list':
      return 'a list';
    case 'map':
      return 'a record';
    case 'boolean':
      return 'a boolean';
    case 'null':
      return 'null';
    case 'json':
      return 'JSON of any type';
    case 'int32':
    case 'int64':
    case 'double':
      return 'a number';
    default:
      return 'a string';
  }
}
