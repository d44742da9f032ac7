import type { JsonSchema } from '../contracts/task-document.ts';
import { type ObjectShape, readObjectShape } from './object-shape.ts';

/** The columns of a CSV data set, or why there can't be one: whole sentences without their full stops. */
export type CsvColumns = { ok: true; columns: string[] } | { ok: false; problems: string[] };

/**
 * Names the columns of a CSV data set from the JSON Schema of its rows: the properties of an object in the schema's
 * order, which is JavaScript's (names that are whole numbers come first). A property that is an object or an array is
 * one column, which holds its JSON text. Of several alternatives (`anyOf`, `oneOf`) every property is a column, empty
 * in rows without it.
 *
 * A property that a row has and the schema neither names nor allows has no column and is left out.
 */
export function csvColumns(schema: JsonSchema): CsvColumns {
  const shape = readObjectShape(schema);
  const problems = [
    ...shape.unread.map((clause) => `CSV needs to know the columns, and the output schema ${clause}`),
    ...checkTypes(shape),
    ...checkNames(shape),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, columns: [...shape.names] };
}

function checkTypes({ types, unread }: ObjectShape): string[] {
  if (types === null) {
    return unread.length > 0
      ? []
      : ["CSV needs rows that are objects, and the output schema doesn't say of which type a row is"];
  }
  const others = [...types].filter((type) => type !== 'object');
  if (types.has('object') && others.length === 0) return [];
  const verb = types.has('object') ? 'also allows' : 'allows';
  return [`CSV needs rows that are objects, and the output schema ${verb} ${others.join(', ') || 'nothing'}`];
}

function checkNames({ types, names, open, unread }: ObjectShape): string[] {
  if (!types?.has('object')) return [];
  if (names.length === 0) {
    if (unread.length > 0) return [];
    return [
      'CSV needs columns, and the output schema names no properties; name each, as in z.object({ id: z.string() })',
    ];
  }
  return [
    ...(open
      ? [
          'CSV has no column for a property that the output schema allows without naming it; name each property and allow no others, as z.object does, unlike z.looseObject and z.record',
        ]
      : []),
    ...(names.includes('')
      ? ['CSV needs a name for each column, and the output schema has a property without one']
      : []),
  ];
}
