import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ParquetField, ParquetSchema, ParquetType, PrimitiveKind } from '../../../core/parquet/index.ts';
import { createRowCheck } from '../../../core/parquet/index.ts';
import { normalizeDuck, normalizeHyparquet, normalizeJson } from './same-rows.ts';
import { COMPRESSIONS, type Duck, openDuck, readWithHyparquet, writeFileOf } from './support.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
});
afterAll(() => duck.close());

/** Readers in JavaScript drop a byte order mark at the start of a text. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.replace(/^\ufeff+/, ''));
const LONGEST = 2n ** 63n;
const date = fc.date({
  min: new Date('0001-01-01'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const double = fc.double({ noNaN: true, noDefaultInfinity: true });

const primitives: Record<PrimitiveKind, fc.Arbitrary<unknown>> = {
  boolean: fc.boolean(),
  int32: fc.integer(),
  int64: fc.maxSafeInteger(),
  'int64-text': fc.bigInt({ min: -LONGEST, max: LONGEST - 1n }).map(String),
  double,
  string: fc.oneof(text, fc.constantFrom('a', 'b', 'c')),
  json: fc.oneof(fc.integer(), fc.boolean(), fc.array(fc.boolean()), fc.record({ a: fc.integer(), b: text })),
  timestamp: fc
    .tuple(date, fc.integer({ min: 0, max: 999 }))
    .map(([at, micros]) => at.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`)),
  date: date.map((at) => at.toISOString().slice(0, 10)),
  null: fc.constant(null),
};

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'key', 'value', 'list', 'element'),
  fc.stringMatching(/^[a-zé漢.]{1,6}$/),
);

const types = fc.letrec<{
  type: ParquetType;
  value: { type: ParquetType; nullable: boolean };
  fields: ParquetField[];
}>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    fc
      .constantFrom<PrimitiveKind>(
        'boolean',
        'int32',
        'int64',
        'int64-text',
        'double',
        'string',
        'json',
        'timestamp',
        'date',
      )
      .map((kind) => ({ kind })),
    tie('value').map((element) => ({ kind: 'list' as const, element })),
    tie('value').map((value) => ({ kind: 'map' as const, value })),
    tie('fields').map((fields) => ({ kind: 'struct' as const, fields })),
  ),
  value: fc.record({ type: tie('type'), nullable: fc.boolean() }),
  fields: fc.uniqueArray(fc.record({ name, type: tie('type'), nullable: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
    selector: (field) => field.name.toLowerCase(),
  }),
}));

function arbitraryValue({ type, nullable }: { type: ParquetType; nullable: boolean }): fc.Arbitrary<unknown> {
  return nullable ? fc.option(arbitraryPresent(type), { nil: null, freq: 3 }) : arbitraryPresent(type);
}

function arbitraryPresent(type: ParquetType): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'struct':
      return structOf(type.fields);
    case 'list':
      return fc.array(arbitraryValue(type.element), { maxLength: 3 });
    case 'map':
      // hyparquet gives maps as objects, which put keys like numbers first.
      return fc.dictionary(fc.stringMatching(/^[a-z漢]{0,3}$/), arbitraryValue(type.value), {
        maxKeys: 3,
        noNullPrototype: true,
      });
    default:
      return primitives[type.kind];
  }
}

/** With absent fields where null may stand. */
function structOf(fields: readonly ParquetField[]): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(fields.map((field) => [field.name, arbitraryValue(field)]));
  const requiredKeys = fields.filter((field) => !field.nullable).map((field) => field.name);
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

const dataSet = types.fields.chain((fields) =>
  fc.record({
    schema: fc.constant<ParquetSchema>({ fields }),
    rows: fc.array(structOf(fields), { maxLength: 25 }),
    chunks: fc.integer({ min: 1, max: 4 }),
    compression: fc.constantFrom(...COMPRESSIONS),
    rowGroupBytes: fc.constantFrom(1, 100, 1000, 100_000),
  }),
);

it('rows of any schema come back as they were, however they are cut and compressed', async () => {
  await fc.assert(
    fc.asyncProperty(dataSet, async ({ schema, rows, ...options }) => {
      const check = createRowCheck(schema);
      for (const row of rows) expect(check(JSON.parse(JSON.stringify(row)))).toBeUndefined();
      const file = await writeFileOf(rows, schema, options);
      const expected = normalizeJson(rows, schema);
      expect(normalizeHyparquet(await readWithHyparquet(file), schema)).toEqual(expected);
      expect(normalizeDuck(await duck.query(file, 'SELECT * FROM $file'), schema)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
