import { combineJsonSchemas } from './combine-json-schemas.ts';
import { allowsAnything, asNode, entriesOf, type JsonSchemaNode, listOf } from './json-schema-node.ts';
import { nameOfType, typesOf, valuesOf } from './json-types.ts';
import type { ParquetField, ParquetValue } from './parquet-schema.ts';
import { readPrimitive } from './read-primitive.ts';
import { resolveJsonSchema } from './resolve-json-schema.ts';
import { widenTypes } from './widen-types.ts';

/** A part of the document: its path in a row, and the references that led to it. */
interface Place {
  path: string;
  references: readonly string[];
}

const nothing: ParquetValue = { type: { kind: 'null' }, nullable: true };

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
    const row: Place = { path: '', references: ['#'] };
    const reading = this.#read(this.#root, row);
    if (!reading) return [];
    const { type, nullable } = reading;
    if (type.kind === 'struct' && !nullable) return type.fields;
    const found = nameOfType(type) + (nullable && type.kind !== 'null' ? ' or null' : '');
    this.#refuse(row, `is ${found}; expected an object with named properties, which become the columns`);
    return [];
  }

  /** Undefined when there is a problem, which is noted. */
  #read(schema: unknown, place: Place): ParquetValue | undefined {
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

  #readChoice(anyOf: unknown, oneOf: unknown, rest: JsonSchemaNode, place: Place): ParquetValue | undefined {
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

  #readType(type: unknown, schema: JsonSchemaNode, place: Place): ParquetValue | undefined {
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

  #readList({ items, prefixItems }: JsonSchemaNode, place: Place): ParquetValue | undefined {
    // Up to draft 7, `items` itself lists the elements of a tuple.
    const elements = [...listOf(prefixItems), ...listOf(items)];
    if (elements.length === 0) elements.push(items ?? {});
    else if (items !== undefined && items !== false && !Array.isArray(items)) elements.push(items);
    const inner = { ...place, path: `${place.path}[]` };
    const element = this.#readUnion(elements, inner);
    return element && { type: { kind: 'list', element }, nullable: false };
  }

  #readObject(schema: JsonSchemaNode, place: Place): ParquetValue | undefined {
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
    if (name === '')
      return this.#refuse(place, 'has a property whose name is empty; expected names for columns');
    const value = this.#read(schema, inner);
    return value && { name, type: value.type, nullable: value.nullable || !isRequired };
  }

  #readMap(values: readonly unknown[], place: Place): ParquetValue | undefined {
    const value = this.#readUnion(values, { ...place, path: `${place.path}{}` });
    return value && { type: { kind: 'map', value }, nullable: false };
  }

  #readUnion(schemas: readonly unknown[], place: Place): ParquetValue | undefined {
    return this.#union(
      schemas.map((schema) => this.#read(schema, place)),
      place,
    );
  }

  #union(readings: readonly (ParquetValue | undefined)[], place: Place): ParquetValue | undefined {
    const nullable = readings.some((reading) => reading?.nullable);
    let { type } = nothing;
    for (const reading of readings) {
      if (!reading) return undefined;
      const wider = widenTypes(type, reading.type);
      if (!wider) {
        const both = `${nameOfType(type)} or ${nameOfType(reading.type)}`;
        return this.#refuse(place, `is either ${both}; expected one type, or JSON (in zod: z.json())`);
      }
      type = wider;
    }
    return { type, nullable };
  }

  #refuse({ path }: Place, because: string): undefined {
    this.#problems.add(`${path === '' ? 'The row' : `Column "${path}"`} ${because}.`);
    return undefined;
  }
}
