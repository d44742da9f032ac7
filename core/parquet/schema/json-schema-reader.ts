import { combineJsonSchemas } from './combine-json-schemas.ts';
import { allowsAnything, asNode, entriesOf, type JsonSchemaNode, listOf } from './json-schema-node.ts';
import { nameOfType, typesOf, valuesOf } from './json-types.ts';
import type { ParquetField, ParquetType } from './parquet-schema.ts';
import { readPrimitive } from './read-primitive.ts';
import { resolveJsonSchema } from './resolve-json-schema.ts';
import { widenTypes } from './widen-types.ts';

/** What a schema says of a value; without a type it is never there. */
interface Reading {
  type?: ParquetType;
  nullable: boolean;
}

/** A part of the document: its path in a row, and the references that led to it. */
interface Place {
  path: string;
  references: readonly string[];
}

const nothing: Reading = { nullable: true };

/** Walks a JSON Schema and collects what can't be columns. */
export class JsonSchemaReader {
  /** One sentence each. */
  readonly #problems = new Set<string>();
  readonly #root: unknown;

  constructor(root: unknown) {
    this.#root = root;
  }

  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** The fields of a row; of no use when there are problems. */
  readRow(): ParquetField[] {
    const reading = this.#read(this.#root, { path: '', references: ['#'] });
    if (!reading) return [];
    if (reading.type?.kind === 'struct' && !reading.nullable) return reading.type.fields;
    const found = reading.type ? nameOfType(reading.type) : 'null';
    this.#problems.add(
      `The row is ${found}${reading.type && reading.nullable ? ' or null' : ''}; expected an object with named properties, which become the columns.`,
    );
    return [];
  }

  /** Undefined when there is a problem, which is noted. */
  #read(schema: unknown, place: Place): Reading | undefined {
    const resolution = resolveJsonSchema(this.#root, schema, place.references);
    if (resolution.outcome === 'refused') return this.#refuse(place, resolution.because);
    const { schema: node, references } = resolution;
    const here = { ...place, references };
    if (allowsAnything(node)) return { type: { kind: 'json' }, nullable: true };
    const { anyOf, oneOf, ...rest } = node;
    if (anyOf !== undefined || oneOf !== undefined) return this.#readChoice(anyOf, oneOf, rest, here);
    const types = typesOf(node);
    if (types.length === 0) {
      return this.#refuse(
        here,
        'has no type; expected one, or no restrictions at all for JSON (in zod: z.json())',
      );
    }
    return this.#union(
      types.map((type) => this.#readType(type, node, here)),
      here,
    );
  }

  #readChoice(anyOf: unknown, oneOf: unknown, rest: JsonSchemaNode, place: Place): Reading | undefined {
    const branches = listOf(anyOf ?? oneOf);
    const others = anyOf !== undefined && oneOf !== undefined ? { ...rest, oneOf } : rest;
    const readings = branches.map((branch) => {
      const node = asNode(branch);
      const combined = node && combineJsonSchemas(others, node);
      if (combined) return this.#read(combined, place);
      return this.#refuse(place, 'has to be two things at once; one schema that says both is allowed');
    });
    return this.#union(readings, place);
  }

  #readType(type: unknown, schema: JsonSchemaNode, place: Place): Reading | undefined {
    switch (type) {
      case 'null':
        return nothing;
      case 'string':
      case 'number':
      case 'integer':
      case 'boolean':
        return { type: { kind: readPrimitive(type, schema, valuesOf(schema)) }, nullable: false };
      case 'array':
        return this.#readList(schema, place);
      case 'object':
        return this.#readObject(schema, place);
      case 'bigint':
        return this.#refuse(
          place,
          "is a bigint, which JSON can't hold; expected digits in a string (in zod: z.stringFormat('int64', /^-?\\d+$/)), which become INT64",
        );
      default:
        return this.#refuse(place, `is of type ${JSON.stringify(type)}; expected one of JSON's types`);
    }
  }

  #readList({ items, prefixItems }: JsonSchemaNode, place: Place): Reading | undefined {
    // Up to draft 7, `items` itself lists the elements of a tuple.
    const elements = [...listOf(prefixItems), ...listOf(items)];
    if (elements.length === 0) elements.push(items ?? {});
    else if (items !== undefined && items !== false && !Array.isArray(items)) elements.push(items);
    const inner = { ...place, path: `${place.path}[]` };
    const element = this.#union(
      elements.map((schema) => this.#read(schema, inner)),
      inner,
    );
    if (!element) return undefined;
    const { type, nullable } = element;
    if (!type) return this.#refuse(inner, 'is never anything but null; expected a type');
    return { type: { kind: 'list', element: { type, nullable } }, nullable: false };
  }

  #readObject(schema: JsonSchemaNode, place: Place): Reading | undefined {
    const { additionalProperties: others, patternProperties } = schema;
    const properties = entriesOf(schema.properties);
    const open = entriesOf(patternProperties).map(([, value]) => value);
    if (others !== undefined && others !== false) open.push(others);
    if (properties.length === 0 && open.length > 0) return this.#readMap(open, place);
    if (properties.length === 0 && others === undefined) return { type: { kind: 'json' }, nullable: false };
    if (properties.length === 0)
      return this.#refuse(place, 'is an object without properties; expected one at least');
    if (open.length > 0) {
      return this.#refuse(
        place,
        'has properties of any name besides its own; expected a fixed set, and the others in a property of their own (in zod: z.record())',
      );
    }
    const required = new Set(listOf(schema.required));
    const fields = properties.map(([name, value]) => this.#readField(name, value, required.has(name), place));
    const readable = fields.filter((field) => field !== undefined);
    if (readable.length < fields.length) return undefined;
    return { type: { kind: 'struct', fields: readable }, nullable: false };
  }

  #readField(name: string, schema: unknown, isRequired: boolean, place: Place): ParquetField | undefined {
    const inner = { ...place, path: place.path === '' ? name : `${place.path}.${name}` };
    const reading = this.#read(schema, inner);
    if (!reading) return undefined;
    const { type, nullable } = reading;
    if (!type) return this.#refuse(inner, 'is never anything but null; expected a type, or no such property');
    return { name, type, nullable: nullable || !isRequired };
  }

  #readMap(values: readonly unknown[], place: Place): Reading | undefined {
    const inner = { ...place, path: `${place.path}{}` };
    const value = this.#union(
      values.map((schema) => this.#read(schema, inner)),
      inner,
    );
    if (!value) return undefined;
    const { type, nullable } = value;
    if (!type) return this.#refuse(inner, 'is never anything but null; expected a type');
    return { type: { kind: 'map', value: { type, nullable } }, nullable: false };
  }

  #union(readings: readonly (Reading | undefined)[], place: Place): Reading | undefined {
    let union = nothing;
    const nullable = readings.some((reading) => reading?.nullable);
    for (const reading of readings) {
      if (!reading) return undefined;
      if (!reading.type) continue;
      const type = union.type ? widenTypes(union.type, reading.type) : reading.type;
      if (!type && union.type) {
        return this.#refuse(
          place,
          `is either ${nameOfType(union.type)} or ${nameOfType(reading.type)}; expected one type, or JSON (in zod: z.json())`,
        );
      }
      union = { ...(type && { type }), nullable };
    }
    return union;
  }

  #refuse({ path }: Place, because: string): undefined {
    this.#problems.add(`${path === '' ? 'The row' : `Column "${path}"`} ${because}.`);
    return undefined;
  }
}
