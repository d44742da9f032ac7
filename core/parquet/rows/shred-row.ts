import type { ParquetField, ParquetSchema, ParquetValue } from '../schema/parquet-schema.ts';
import type { ColumnSink } from './column-sink.ts';
import { describeFound, expectedOf, misfit, type RowMisfit } from './row-misfit.ts';

/**
 * Takes rows apart into columns (Dremel's shredding).
 * @throws RowMisfit when the row isn't as the schema says; its columns are of no use then
 */
export type RowShredder = (row: unknown) => void;

/** Where a value stands: levels when all above it is there, and its path for messages. */
interface Place {
  path: string;
  definition: number;
  repetition: number;
}

interface Shredder {
  /** Takes a value, present or absent; `repetition` is that of the row's element it begins, 0 for a row. */
  write(value: unknown, repetition: number): void;
  /** Takes note that it is absent, since something above it is. */
  skip(repetition: number, definition: number): void;
}

/** Makes the shredder of a schema. `sinks` are its leaf columns', in order. */
export function createRowShredder(schema: ParquetSchema, sinks: readonly ColumnSink[]): RowShredder {
  const rest = sinks.values();
  const struct = createStruct(schema.fields, { path: '', definition: 0, repetition: 0 }, rest);
  return (row) => struct.write(row, 0);
}

function createShredder(
  { type, nullable }: ParquetValue,
  place: Place,
  sinks: Iterator<ColumnSink>,
): Shredder {
  const inner = nullable ? { ...place, definition: place.definition + 1 } : place;
  switch (type.kind) {
    case 'struct':
      return allowAbsence(createStruct(type.fields, inner, sinks), place, nullable);
    case 'list':
      return allowAbsence(createList(type.element, inner, sinks), place, nullable);
    case 'map':
      return allowAbsence(createMap(type.value, inner, sinks), place, nullable);
    default:
      return allowAbsence(createLeaf(expectedOf[type.kind], inner, sinks), place, nullable);
  }
}

function allowAbsence(present: Shredder, { path, definition }: Place, nullable: boolean): Shredder {
  return {
    write(value, repetition) {
      if (value !== undefined && value !== null) present.write(value, repetition);
      else if (nullable) present.skip(repetition, definition);
      else throw misfit(path, 'absent', 'a value');
    },
    skip: (repetition, absentAt) => present.skip(repetition, absentAt),
  };
}

function createLeaf(expected: string, { path, definition }: Place, sinks: Iterator<ColumnSink>): Shredder {
  const next = sinks.next();
  if (next.done) throw new RangeError(`There is no column for "${path}".`);
  const sink = next.value;
  return {
    write(value, repetition) {
      if (!sink.append(value, repetition, definition)) throw misfit(path, describeFound(value), expected);
    },
    skip: (repetition, absentAt) => sink.skip(repetition, absentAt),
  };
}

function createStruct(fields: readonly ParquetField[], place: Place, sinks: Iterator<ColumnSink>): Shredder {
  const prefix = place.path === '' ? '' : `${place.path}.`;
  const members = fields.map((field) => ({
    name: field.name,
    shredder: createShredder(field, { ...place, path: prefix + field.name }, sinks),
  }));
  return {
    write(value, repetition) {
      if (!isObject(value)) throw misfit(place.path, describeFound(value), 'an object');
      let known = 0;
      for (const { name, shredder } of members) {
        // A row's own properties only: "constructor" may be a column's name.
        const isThere = Object.hasOwn(value, name);
        if (isThere) known++;
        shredder.write(isThere ? value[name] : undefined, repetition);
      }
      if (known < Object.keys(value).length) throw foreignProperty(prefix, value, fields);
    },
    skip(repetition, definition) {
      for (const { shredder } of members) shredder.skip(repetition, definition);
    },
  };
}

function createList(element: ParquetValue, place: Place, sinks: Iterator<ColumnSink>): Shredder {
  const inner = enterRepeated(place, '[]');
  const shredder = createShredder(element, inner, sinks);
  return {
    write(value, repetition) {
      if (!Array.isArray(value)) throw misfit(place.path, describeFound(value), 'a list');
      if (value.length === 0) shredder.skip(repetition, place.definition);
      let level = repetition;
      for (const one of value) {
        shredder.write(one, level);
        level = inner.repetition;
      }
    },
    skip: (repetition, definition) => shredder.skip(repetition, definition),
  };
}

function createMap(of: ParquetValue, place: Place, sinks: Iterator<ColumnSink>): Shredder {
  const inner = enterRepeated(place, '{}');
  const key = createLeaf(expectedOf.string, inner, sinks);
  const shredder = createShredder(of, inner, sinks);
  const skip = (repetition: number, definition: number) => {
    key.skip(repetition, definition);
    shredder.skip(repetition, definition);
  };
  return {
    write(value, repetition) {
      if (!isObject(value)) throw misfit(place.path, describeFound(value), 'an object');
      const names = Object.keys(value);
      if (names.length === 0) skip(repetition, place.definition);
      let level = repetition;
      for (const name of names) {
        key.write(name, level);
        shredder.write(value[name], level);
        level = inner.repetition;
      }
    },
    skip,
  };
}

function enterRepeated({ path, definition, repetition }: Place, suffix: string): Place {
  return { path: path + suffix, definition: definition + 1, repetition: repetition + 1 };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function foreignProperty(prefix: string, value: object, fields: readonly ParquetField[]): RowMisfit {
  const names = new Set(fields.map((field) => field.name));
  const foreign = Object.keys(value).find((name) => !names.has(name));
  return misfit(prefix + foreign, 'a property that the schema has no column for', 'none of that name');
}
