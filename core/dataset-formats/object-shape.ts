import type { JsonSchema } from '../contracts/task-document.ts';

/** What a JSON Schema says of the values that it allows, as far as their own properties go. */
export interface ObjectShape {
  /** JSON types of the values; null if the schema doesn't say. */
  readonly types: ReadonlySet<string> | null;
  /** Names of the properties that any of the values may have, in the order in which the schema names them. */
  readonly names: readonly string[];
  /** The values may have properties that the schema doesn't name. */
  readonly open: boolean;
  /** What of the schema couldn't be read, each a clause that follows `the output schema`. */
  readonly unread: readonly string[];
}

const anything: ObjectShape = { types: null, names: [], open: false, unread: [] };

/** Keywords that may name properties in ways that no schema library writes. */
const unreadKeywords = ['if', 'dependentSchemas', '$dynamicRef', '$recursiveRef'];

/**
 * Reads a JSON Schema's own properties, through `$ref` into the same schema, `allOf`, `anyOf` and `oneOf`.
 * Alternatives count with all of their properties. A schema that doesn't mention properties beyond those it names
 * isn't open: libraries that leave `additionalProperties` out either drop such properties or don't know of them.
 */
export function readObjectShape(root: JsonSchema): ObjectShape {
  const followed = new Set<string>();
  return read(root);

  function read(schema: unknown): ObjectShape {
    if (!isRecord(schema)) return anything;
    const alternatives = [schema.anyOf, schema.oneOf].filter((list) => Array.isArray(list));
    return [
      readOwn(schema),
      ...(typeof schema.$ref === 'string' ? [follow(schema.$ref)] : []),
      ...(Array.isArray(schema.allOf) ? schema.allOf.map(read) : []),
      ...alternatives.map((list) => list.map(read).reduce(unite, { ...anything, types: new Set() })),
    ].reduce(intersect);
  }

  function follow(ref: string): ObjectShape {
    // The properties of a schema that holds itself are those of its first turn.
    if (followed.has(ref)) return anything;
    followed.add(ref);
    const target = resolveRef(root, ref);
    const shape =
      target === undefined
        ? { ...anything, unread: [`refers to ${JSON.stringify(ref)}, which isn't in it`] }
        : read(target);
    followed.delete(ref);
    return shape;
  }
}

function readOwn(schema: Record<string, unknown>): ObjectShape {
  const { additionalProperties, unevaluatedProperties, patternProperties, properties } = schema;
  return {
    types: typesOf(schema),
    names: isRecord(properties) ? Object.keys(properties) : [],
    open:
      allowsMore(additionalProperties) ||
      allowsMore(unevaluatedProperties) ||
      (isRecord(patternProperties) && Object.keys(patternProperties).length > 0),
    unread: unreadKeywords.filter((keyword) => keyword in schema).map((keyword) => `uses \`${keyword}\``),
  };
}

function typesOf({ type, enum: allowed, ...rest }: Record<string, unknown>): ReadonlySet<string> | null {
  if (typeof type === 'string') return new Set([type]);
  if (Array.isArray(type)) return new Set(type.filter((each) => typeof each === 'string'));
  if ('const' in rest) return new Set([typeOf(rest.const)]);
  return Array.isArray(allowed) ? new Set(allowed.map(typeOf)) : null;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function allowsMore(keyword: unknown): boolean {
  return keyword !== undefined && keyword !== false;
}

function intersect(one: ObjectShape, other: ObjectShape): ObjectShape {
  const types =
    one.types === null || other.types === null
      ? (one.types ?? other.types)
      : one.types.intersection(other.types);
  return { ...combine(one, other), types };
}

function unite(one: ObjectShape, other: ObjectShape): ObjectShape {
  const types = one.types === null || other.types === null ? null : one.types.union(other.types);
  return { ...combine(one, other), types };
}

function combine(one: ObjectShape, other: ObjectShape) {
  return {
    names: [...new Set([...one.names, ...other.names])],
    open: one.open || other.open,
    unread: [...one.unread, ...other.unread],
  };
}

/** What a JSON Pointer in a URI fragment points at (RFC 6901, section 6); undefined if it is nothing of this schema. */
function resolveRef(root: JsonSchema, ref: string): unknown {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let target: unknown = root;
  for (const step of ref.slice(2).split('/')) {
    const key = decodeStep(step);
    target =
      typeof target === 'object' && target !== null && Object.hasOwn(target, key)
        ? Reflect.get(target, key)
        : undefined;
  }
  return target;
}

function decodeStep(step: string): string {
  // Zod writes ids as they are, a percent sign too.
  const decoded = /^(?:[^%]|%[0-9A-Fa-f]{2})*$/.test(step) ? decodeURIComponent(step) : step;
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
