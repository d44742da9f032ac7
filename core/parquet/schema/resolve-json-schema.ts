import { combineJsonSchemas } from './combine-json-schemas.ts';
import { asNode, isNode, type JsonSchemaNode, listOf } from './json-schema-node.ts';

/** A schema with its references followed and all that holds at once made one; or why that can't be. */
export type Resolution =
  | { outcome: 'resolved'; schema: JsonSchemaNode; references: readonly string[] }
  | { outcome: 'refused'; because: string };

/**
 * Follows `$ref` within the document and joins `allOf`.
 * @param references the references that led here, so that a schema that contains itself is noticed
 */
export function resolveJsonSchema(root: unknown, schema: unknown, references: readonly string[]): Resolution {
  const node = asNode(schema);
  if (!node) return { outcome: 'refused', because: 'is described by something that is no JSON Schema' };
  const { $ref: reference, allOf, ...own } = node;
  let resolution: Resolution = { outcome: 'resolved', schema: own, references };
  if (typeof reference === 'string') {
    if (references.includes(reference)) {
      return {
        outcome: 'refused',
        because:
          'contains itself, and columns have a fixed depth; JSON of any depth (in zod: z.json()) is allowed',
      };
    }
    const target = findTarget(root, reference);
    if (target === undefined)
      return { outcome: 'refused', because: `refers to ${reference}, which isn't there` };
    resolution = join(resolution, resolveJsonSchema(root, target, [...references, reference]));
  }
  for (const part of listOf(allOf)) resolution = join(resolution, resolveJsonSchema(root, part, references));
  return resolution;
}

function join(a: Resolution, b: Resolution): Resolution {
  if (a.outcome === 'refused') return a;
  if (b.outcome === 'refused') return b;
  const schema = combineJsonSchemas(a.schema, b.schema);
  if (!schema) {
    return {
      outcome: 'refused',
      because: 'has to be two things at once; one schema that says both is allowed',
    };
  }
  return { outcome: 'resolved', schema, references: [...new Set([...a.references, ...b.references])] };
}

/** Follows a JSON Pointer in a fragment, such as `#/$defs/Stop`. */
function findTarget(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  return decodeURIComponent(reference.slice(1))
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, token) => (isNode(value) && Object.hasOwn(value, token) ? value[token] : undefined),
      root,
    );
}
