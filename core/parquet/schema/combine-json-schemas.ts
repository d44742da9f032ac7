import { entriesOf, isNode, type JsonSchemaNode, listOf } from './json-schema-node.ts';

/** Keywords of which two schemas that both hold can't be made one. */
const exclusive = ['anyOf', 'oneOf', '$ref', 'prefixItems', 'enum', 'const'];

/** Makes one schema of two that both hold for a value (`allOf`). Undefined when it takes more than columns can say. */
export function combineJsonSchemas(a: JsonSchemaNode, b: JsonSchemaNode): JsonSchemaNode | undefined {
  if (exclusive.some((keyword) => a[keyword] !== undefined && b[keyword] !== undefined)) return undefined;
  const combined: Record<string, unknown> = { ...a, ...b };
  if (a.type !== undefined && b.type !== undefined) {
    const types = commonTypes(a.type, b.type);
    if (types.length === 0) return undefined;
    combined.type = types;
  }
  if (a.items !== undefined && b.items !== undefined) combined.items = { allOf: [a.items, b.items] };
  if (isNode(a.properties) && isNode(b.properties)) combined.properties = combineProperties(a, b);
  for (const keyword of ['required', 'allOf']) {
    if (a[keyword] === undefined || b[keyword] === undefined) continue;
    combined[keyword] = [...listOf(a[keyword]), ...listOf(b[keyword])];
  }
  // Of two that are both closed to others, each would refuse the other's properties; together they name all there are.
  const others = [a.additionalProperties, b.additionalProperties].filter((one) => one !== undefined);
  if (others.length > 0) combined.additionalProperties = others.find((one) => one !== false) ?? false;
  return combined;
}

function combineProperties(a: JsonSchemaNode, b: JsonSchemaNode): JsonSchemaNode {
  const properties = new Map(entriesOf(a.properties));
  for (const [name, schema] of entriesOf(b.properties)) {
    properties.set(name, properties.has(name) ? { allOf: [properties.get(name), schema] } : schema);
  }
  return Object.fromEntries(properties);
}

function commonTypes(a: unknown, b: unknown): unknown[] {
  const [typesA, typesB] = [a, b].map((type) => (Array.isArray(type) ? type : [type]));
  const common = typesA?.filter((type) => typesB?.includes(type)) ?? [];
  const isInteger = typesA?.includes('integer') || typesB?.includes('integer');
  const areNumbers = [typesA, typesB].every((types) => types?.some((t) => t === 'number' || t === 'integer'));
  return isInteger && areNumbers && !common.includes('integer') ? [...common, 'integer'] : common;
}
