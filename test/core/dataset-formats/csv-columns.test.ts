import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type JsonSchema, jsonSchema } from '../../../core/contracts/task-document.ts';
import { csvColumns } from '../../../core/dataset-formats/index.ts';

const toSchema = (schema: z.ZodType): JsonSchema => jsonSchema.parse(z.toJSONSchema(schema));
const columnsOf = (schema: z.ZodType) => csvColumns(toSchema(schema));

describe('csvColumns', () => {
  test("gives an object's properties in the schema's order, nested ones as one", () => {
    const row = z.object({
      zone: z.string(),
      at: z.iso.datetime().optional(),
      origin: z.object({ lat: z.number(), lon: z.number() }),
      tags: z.array(z.string()).nullable(),
      any: z.unknown(),
    });
    const columns = ['zone', 'at', 'origin', 'tags', 'any'];
    expect(columnsOf(row)).toEqual({ ok: true, columns });
    expect(columnsOf(row.meta({ id: 'Row 100%/a~b' }))).toEqual({ ok: true, columns });
  });

  test('gives every property of alternatives and intersections, each once', () => {
    const one = z.object({ kind: z.literal('one'), a: z.number() });
    const two = z.object({ kind: z.literal('two'), b: z.number(), a: z.number() }).meta({ id: 'Two' });
    const expected = { ok: true, columns: ['kind', 'a', 'b'] };
    expect(columnsOf(z.discriminatedUnion('kind', [one, two]))).toEqual(expected);
    expect(columnsOf(z.union([one, two]))).toEqual(expected);
    expect(columnsOf(z.object({ x: z.int() }).and(z.object({ y: z.int() })))).toEqual({
      ok: true,
      columns: ['x', 'y'],
    });
  });

  test('takes a schema that holds itself', () => {
    const tree = z.object({
      name: z.string(),
      get children() {
        return z.array(tree);
      },
    });
    expect(columnsOf(tree)).toEqual({ ok: true, columns: ['name', 'children'] });
    expect(csvColumns({ type: 'object', properties: { a: {} }, allOf: [{ $ref: '#' }] })).toEqual({
      ok: true,
      columns: ['a'],
    });
  });

  test('takes names that JavaScript has its own ideas of', () => {
    const schema = { type: 'object', properties: { constructor: {}, 'a,"b"\n': {}, ' ': {} } };
    expect(csvColumns(schema)).toEqual({ ok: true, columns: ['constructor', 'a,"b"\n', ' '] });
  });

  const noObject = 'CSV needs rows that are objects, and the output schema';
  const noNames =
    'CSV needs columns, and the output schema names no properties; name each, as in z.object({ id: z.string() })';
  const unread = 'CSV needs to know the columns, and the output schema';
  test.each<[string, JsonSchema, string]>([
    ['a string', toSchema(z.string()), `${noObject} allows string`],
    ['an array', toSchema(z.tuple([z.number()])), `${noObject} allows array`],
    ['null too', toSchema(z.object({ a: z.int() }).nullable()), `${noObject} also allows null`],
    ['a literal', toSchema(z.literal(['x', null])), `${noObject} allows string, null`],
    ['a constant', { const: [] }, `${noObject} allows array`],
    ['anything', toSchema(z.unknown()), `${noObject} doesn't say of which type a row is`],
    [
      'one or anything',
      { anyOf: [{ type: 'object' }, {}] },
      `${noObject} doesn't say of which type a row is`,
    ],
    ['nothing', { allOf: [{ type: 'object' }, { type: 'string' }] }, `${noObject} allows nothing`],
    ['no properties', toSchema(z.object({})), noNames],
    ['a record', toSchema(z.record(z.string(), z.number())), noNames],
    ['a dangling reference', { $ref: '#/$defs/Row' }, `${unread} refers to "#/$defs/Row", which isn't in it`],
    ['a remote reference', { $ref: 'row.json' }, `${unread} refers to "row.json", which isn't in it`],
    ['a condition', { ...toSchema(z.object({ a: z.int() })), if: {} }, `${unread} uses \`if\``],
  ])('refuses %s', (_, schema, problem) => {
    expect(csvColumns(schema)).toEqual({ ok: false, problems: [problem] });
  });

  test.each([
    ['loose', toSchema(z.looseObject({ a: z.int() }))],
    ['with a catch-all', toSchema(z.object({ a: z.int() }).catchall(z.string()))],
    ['with a pattern', { type: 'object', properties: { a: {} }, patternProperties: { '^x': {} } }],
  ])('refuses an object that is open: %s', (_, schema) => {
    expect(csvColumns(schema)).toEqual({
      ok: false,
      problems: [expect.stringContaining('CSV has no column for a property that')],
    });
  });

  test('names all problems at once', () => {
    const schema = toSchema(z.looseObject({ '': z.int() }).nullable());
    expect(csvColumns(schema)).toEqual({
      ok: false,
      problems: [
        `${noObject} also allows null`,
        expect.stringContaining('z.looseObject'),
        'CSV needs a name for each column, and the output schema has a property without one',
      ],
    });
  });
});
