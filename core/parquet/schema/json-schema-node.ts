/** A JSON Schema, or part of one, as plain JSON. `true` and `{}` allow any value. */
export type JsonSchemaNode = Readonly<Record<string, unknown>>;

/** Keywords that describe and don't restrict. */
const annotations = new Set([
  '$schema',
  '$id',
  '$anchor',
  '$comment',
  '$defs',
  'definitions',
  'id',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

const jsonTypes = ['string', 'number', 'boolean', 'null', 'array', 'object'];

export function isNode(value: unknown): value is JsonSchemaNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A schema as a node: `true` allows any value, `false` none. Undefined when it is no schema at all. */
export function asNode(value: unknown): JsonSchemaNode | undefined {
  if (value === true) return {};
  if (value === false) return { not: {} };
  return isNode(value) ? value : undefined;
}

/** The value of a keyword that is an object of schemas, such as `properties`. */
export function entriesOf(value: unknown): [name: string, schema: unknown][] {
  return isNode(value) ? Object.entries(value) : [];
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** True when a schema says nothing on what a value is: no restrictions, or a choice of every JSON type (`z.json()`). */
export function allowsAnything(schema: JsonSchemaNode): boolean {
  const restrictions = Object.keys(schema).filter((keyword) => !annotations.has(keyword));
  if (restrictions.length === 0) return true;
  if (restrictions.length > 1) return false;
  const types = new Set(
    [...listOf(schema.anyOf), ...listOf(schema.oneOf)].flatMap((branch) =>
      isNode(branch) && branch.properties === undefined && branch.enum === undefined ? [branch.type] : [],
    ),
  );
  const listed = new Set(listOf(schema.type));
  return jsonTypes.every((type) => types.has(type)) || jsonTypes.every((type) => listed.has(type));
}
