import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type ParquetType, parquetSchemaFromJsonSchema } from '../../../core/parquet/index.ts';
import { readSchema } from './support.ts';

/** A type in short: `{a: int32, b: string?}`, `double[]`, `map<json?>`. */
function show(type: ParquetType): string {
  const showValue = (value: { type: ParquetType; nullable: boolean }) =>
    show(value.type) + (value.nullable ? '?' : '');
  switch (type.kind) {
    case 'struct':
      return `{${type.fields.map((field) => `${field.name}: ${showValue(field)}`).join(', ')}}`;
    case 'list':
      return `${showValue(type.element)}[]`;
    case 'map':
      return `map<${showValue(type.value)}>`;
    default:
      return type.kind;
  }
}

function showColumn(schema: z.ZodType): string {
  return show({ kind: 'struct', fields: readSchema(z.toJSONSchema(z.object({ v: schema }))).fields });
}

function problemsOf(jsonSchema: unknown): readonly string[] {
  const reading = parquetSchemaFromJsonSchema(jsonSchema);
  return reading.outcome === 'refused' ? reading.problems : [];
}

describe('types', () => {
  it.each<[string, z.ZodType, string]>([
    ['string', z.string(), 'string'],
    ['string with several patterns', z.string().regex(/a/).regex(/b/), 'string'],
    ['uuid', z.uuid(), 'string'],
    ['number', z.number(), 'double'],
    ['integer', z.int(), 'int64'],
    ['int32', z.int32(), 'int32'],
    ['uint32', z.uint32(), 'int64'],
    ['percentage', z.int().min(0).max(100), 'int32'],
    ['integer with one bound', z.int().positive(), 'int64'],
    ['boolean', z.boolean(), 'boolean'],
    ['date and time', z.iso.datetime(), 'timestamp'],
    ['local date and time', z.iso.datetime({ local: true }), 'string'],
    ['date', z.iso.date(), 'date'],
    ['time', z.iso.time(), 'string'],
    ['digits', z.stringFormat('int64', /^-?\d+$/), 'int64-text'],
    ['enum', z.enum(['a', 'b']), 'string'],
    ['numeric enum', z.enum({ A: 1, B: 2 }), 'int32'],
    ['literal', z.literal('a'), 'string'],
    ['literal numbers', z.literal([1, 5_000_000_000]), 'int64'],
    ['literal fractions', z.literal([1, 2.5]), 'double'],
    ['literals with null', z.literal(['a', null]), 'string?'],
    ['nullable', z.number().nullable(), 'double?'],
    ['optional', z.number().optional(), 'double?'],
    ['default', z.number().default(1), 'double'],
    ['list', z.array(z.string().nullable()), 'string?[]'],
    ['list of anything', z.array(z.unknown()), 'json?[]'],
    ['tuple of one type', z.tuple([z.number(), z.int32()]), 'double[]'],
    ['tuple with a rest', z.tuple([z.string()], z.string().nullable()), 'string?[]'],
    ['record', z.record(z.string(), z.int32()), 'map<int32>'],
    ['record of an enum', z.record(z.enum(['a', 'b']), z.number()), 'map<double>'],
    ['open object', z.looseObject({}), 'map<json?>'],
    ['object', z.object({ a: z.string(), b: z.int32().optional() }), '{a: string, b: int32?}'],
    [
      'intersection',
      z.object({ a: z.string() }).and(z.object({ b: z.boolean() })),
      '{a: string, b: boolean}',
    ],
    ['unknown', z.unknown(), 'json?'],
    ['any', z.any(), 'json?'],
    ['json', z.json(), 'json?'],
    ['pipe', z.string().transform(Number).pipe(z.number()), 'double'],
    ['union of numbers', z.union([z.int32(), z.number()]), 'double'],
    ['union of strings', z.union([z.iso.date(), z.iso.datetime()]), 'string'],
    ['null', z.null(), 'null?'],
    ['never', z.never().optional(), 'null?'],
    ['list of nulls', z.array(z.null()), 'null?[]'],
    ['union with null', z.union([z.null(), z.iso.date()]), 'date?'],
    ['union of lists', z.union([z.array(z.int32()), z.array(z.number().nullable())]), 'double?[]'],
    [
      'union of records',
      z.union([z.record(z.string(), z.int32()), z.record(z.string(), z.int())]),
      'map<int64>',
    ],
    [
      'union of objects',
      z.union([
        z.object({ kind: z.literal('a'), size: z.int32() }),
        z.object({ kind: z.literal('b'), size: z.number(), name: z.string() }),
      ]),
      '{kind: string, size: double, name: string?}',
    ],
    [
      'union of objects, a property forbidden in one',
      z.union([
        z.object({ a: z.null(), b: z.never().optional() }),
        z.object({ a: z.int32(), b: z.string() }),
      ]),
      '{a: int32?, b: string?}',
    ],
  ])('%s', (_name, schema, expected) => {
    expect(showColumn(schema)).toBe(`{v: ${expected}}`);
  });

  it('follows references', () => {
    const stop = z.object({ name: z.string() }).meta({ id: 'Stop/1~2' });
    const schema = readSchema(
      z.toJSONSchema(z.object({ from: stop, to: stop.nullable(), via: z.array(stop) })),
    );
    expect(show({ kind: 'struct', fields: schema.fields })).toBe(
      '{from: {name: string}, to: {name: string}?, via: {name: string}[]}',
    );
  });

  it('reads JSON Schema as other libraries and older drafts write it', () => {
    const schema = readSchema({
      definitions: { Id: { type: 'integer', format: 'int64' } },
      type: 'object',
      required: ['id', 'pair', 'both', 'shape', 'untyped'],
      properties: {
        id: { $ref: '#/definitions/Id' },
        pair: { type: 'array', items: [{ type: 'number' }, { type: 'number' }] },
        both: { allOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { required: ['a'] }] },
        shape: {
          type: 'object',
          properties: { a: { type: 'string' }, b: { type: 'string' } },
          anyOf: [{ required: ['a'] }, { required: ['b'] }],
        },
        untyped: { properties: { x: { enum: ['a', 'b'] } }, required: ['x'] },
        patterns: {
          type: 'object',
          patternProperties: { '^x': { type: 'boolean' } },
          additionalProperties: false,
        },
      },
    });
    expect(show({ kind: 'struct', fields: schema.fields })).toBe(
      '{id: int64, pair: double[], both: {a: string}, shape: {a: string?, b: string?}, untyped: {x: string}, patterns: map<boolean>?}',
    );
  });
});

describe('what is refused', () => {
  it('names every column at once, each with what is allowed', () => {
    const category = z.object({
      name: z.string(),
      get children() {
        return z.array(category);
      },
    });
    const row = z.object({
      either: z.union([z.string(), z.number()]),
      deep: z.object({ list: z.array(z.union([z.boolean(), z.array(z.string())])) }),
      pair: z.tuple([z.string(), z.number()]),
      empty: z.object({}),
      open: z.looseObject({ a: z.string() }),
      category,
      '': z.string(),
    });
    expect(problemsOf(z.toJSONSchema(row))).toEqual([
      'Column "either" is either a string or a number; expected one type, or JSON (in zod: z.json()).',
      'Column "deep.list[]" is either a boolean or a list; expected one type, or JSON (in zod: z.json()).',
      'Column "pair[]" is either a string or a number; expected one type, or JSON (in zod: z.json()).',
      'Column "empty" is an object without properties; expected one at least.',
      'Column "open" has properties of any name besides its own; expected a fixed set, and the others in a property of their own (in zod: z.record()).',
      'Column "category.children[]" contains itself, and columns have a fixed depth; JSON of any depth (in zod: z.json()) is allowed.',
      'The row has a property whose name is empty; expected names for columns.',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['a list', { type: 'array', items: { type: 'string' } }, 'The row is a list'],
    ['a text', { type: 'string' }, 'The row is a string'],
    ['anything', {}, 'The row is JSON of any type or null'],
    ['a record', { type: 'object', additionalProperties: { type: 'string' } }, 'The row is a record'],
    ['null', { type: 'null' }, 'The row is null'],
    [
      'an object or null',
      { type: ['object', 'null'], properties: { a: { type: 'string' } } },
      'The row is an object or null',
    ],
  ])('rows that are %s', (_name, schema, problem) => {
    expect(problemsOf(schema)).toEqual([
      `${problem}; expected an object with named properties, which become the columns.`,
    ]);
  });

  it('what is no schema, or one that nothing can be', () => {
    const problems = problemsOf({
      type: 'object',
      properties: {
        a: 5,
        b: { $ref: '#/nowhere' },
        c: { $ref: 'https://example.com/c' },
        d: { minLength: 1 },
        e: { type: 'date' },
        f: { allOf: [{ type: 'string' }, { type: 'number' }] },
        g: { type: 'bigint' },
      },
    });
    expect(problems).toEqual([
      'Column "a" is described by something that is no JSON Schema.',
      'Column "b" refers to #/nowhere, which isn\'t there.',
      'Column "c" refers to https://example.com/c, which isn\'t there.',
      'Column "d" has no type; expected one, or no restrictions at all for JSON (in zod: z.json()).',
      'Column "e" is of type "date"; expected one of JSON\'s types.',
      'Column "f" has to be two things at once; one schema that says both is allowed.',
      "Column \"g\" is a bigint, which JSON can't hold; expected digits in a string (in zod: z.stringFormat('int64', /^-?\\d+$/)), which become INT64.",
    ]);
  });
});
