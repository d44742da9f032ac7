import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { schemaDescription } from '../../core/contracts/task-document.ts';
import { describeSchema } from '../../infra/bundling/describe-schema.ts';

/** A schema of another library, whose converters are given. */
function schemaOf(jsonSchema?: unknown): StandardSchemaV1 {
  const standard: StandardSchemaV1.Props = {
    version: 1,
    vendor: 'other',
    validate: (value) => ({ value }),
    ...(jsonSchema !== undefined && { jsonSchema }),
  };
  return { '~standard': standard };
}

function reasonOf(schema: StandardSchemaV1, side: 'input' | 'output'): string {
  const described = schemaDescription.parse(describeSchema(schema, side));
  if (described.ok) throw new Error(`it has a JSON Schema: ${JSON.stringify(described.schema)}`);
  return described.reason;
}

describe('describeSchema', () => {
  test('tells what goes into a schema from what comes out of it', () => {
    const schema = z.object({ n: z.string().default('x').pipe(z.coerce.number()) });
    expect(describeSchema(schema, 'input')).toMatchObject({
      ok: true,
      schema: { properties: { n: { type: 'string' } } },
    });
    expect(describeSchema(schema, 'output')).toMatchObject({
      ok: true,
      schema: { properties: { n: { type: 'number' } } },
    });
  });

  test('asks for draft 2020-12, of any library, and keeps plain JSON only', () => {
    const targets: unknown[] = [];
    const convert = (options: unknown) => {
      targets.push(options);
      return { type: 'object', properties: { a: { description: undefined } } };
    };
    const described = describeSchema(schemaOf({ input: convert, output: convert }), 'output');
    expect(described).toStrictEqual({ ok: true, schema: { type: 'object', properties: { a: {} } } });
    expect(targets).toEqual([{ target: 'draft-2020-12' }]);
  });

  test('names every type that JSON Schema lacks, with its place', () => {
    const schema = z.object({
      id: z.bigint(),
      tags: z.array(z.object({ length: z.string().transform((text) => text.length) })),
    });
    expect(reasonOf(schema, 'output')).toBe(
      "the output schema can't be a JSON Schema: BigInt cannot be represented in JSON Schema (/properties/id); " +
        'Transforms cannot be represented in JSON Schema (/properties/tags/items/properties/length)',
    );
    expect(reasonOf(z.bigint(), 'input')).toBe(
      "the input schema can't be a JSON Schema: BigInt cannot be represented in JSON Schema",
    );
  });

  test('a date in a row is the text that JSON makes of it; one in an item can not be', () => {
    const schema = z.object({ at: z.date(), until: z.date().nullable() });
    const text = { type: 'string', format: 'date-time' };
    expect(describeSchema(schema, 'output')).toMatchObject({
      ok: true,
      schema: { properties: { at: text, until: { anyOf: [text, { type: 'null' }] } } },
    });
    expect(reasonOf(schema, 'input')).toContain('Date cannot be represented in JSON Schema (/properties/at)');
  });

  test('a library without JSON Schema', () => {
    expect(reasonOf(schemaOf(), 'output')).toBe(
      'the output schema, made with other, offers no JSON Schema; one of a library that implements Standard JSON Schema does, such as zod from 4.2 on',
    );
    expect(reasonOf(schemaOf({ output: 1 }), 'output')).toContain('offers no JSON Schema');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no such target');
      },
      'no such target',
    ],
    [
      'throws text',
      () => {
        throw 'nothing';
      },
      'nothing',
    ],
  ])('a library that %s', (_, convert, message) => {
    expect(reasonOf(schemaOf({ input: convert, output: convert }), 'output')).toBe(
      `the output schema can't be a JSON Schema: ${message}`,
    );
  });

  test('a library that knows no callbacks and gives in, stays refused', () => {
    const convert = ({ libraryOptions }: { libraryOptions?: unknown }) => {
      if (libraryOptions === undefined) throw new Error('a map');
      return {};
    };
    expect(reasonOf(schemaOf({ input: convert, output: convert }), 'output')).toContain(': a map');
  });

  test('a schema that holds itself as an object', () => {
    const schema: Record<string, unknown> = {};
    schema.self = schema;
    const convert = () => schema;
    expect(reasonOf(schemaOf({ input: convert, output: convert }), 'output')).toContain('circular');
  });
});
