import type { ParquetSchema, ParquetType, PrimitiveKind } from '../../../core/parquet/index.ts';

/** What a row's values look like once they are one and the same, wherever they were read. */
type Normal = string | number | boolean | null | Normal[] | { [name: string]: Normal };

/** A reading of a value that is there, by the kind of its column. */
type ReadPrimitive = (value: unknown, kind: PrimitiveKind) => Normal;

/** Rows of JSONL with every field in its place. */
export function normalizeJson(rows: readonly unknown[], schema: ParquetSchema): Normal[] {
  return rows.map((row) => normalize(row, toStruct(schema), readJson));
}

/** Rows as DuckDB gives them, in JSON. */
export function normalizeDuck(rows: readonly unknown[], schema: ParquetSchema): Normal[] {
  return rows.map((row) => normalize(row, toStruct(schema), readDuck));
}

/** Rows as hyparquet gives them, times as numbers. */
export function normalizeHyparquet(rows: readonly unknown[], schema: ParquetSchema): Normal[] {
  return rows.map((row) => normalize(row, toStruct(schema), readHyparquet));
}

function toStruct({ fields }: ParquetSchema): ParquetType {
  return { kind: 'struct', fields };
}

function normalize(value: unknown, type: ParquetType, read: ReadPrimitive): Normal {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'struct': {
      const members = new Map(Object.entries(value));
      const fields = type.fields.map(({ name, type }) => [name, normalize(members.get(name), type, read)]);
      return Object.fromEntries(fields);
    }
    case 'list':
      if (!Array.isArray(value)) throw new TypeError(`${value} is no list`);
      return value.map((one) => normalize(one, type.element.type, read));
    case 'map': {
      const entries = Array.isArray(value)
        ? value.map(({ key, value }) => [key, value])
        : Object.entries(value);
      return entries.map(([key, one]) => [String(key), normalize(one, type.value.type, read)]);
    }
    default:
      return read(value, type.kind);
  }
}

function readJson(value: unknown, kind: PrimitiveKind): Normal {
  switch (kind) {
    case 'int64':
    case 'int64-text':
      return String(BigInt(String(value)));
    case 'timestamp':
      return microsOf(String(value));
    case 'date':
      return Date.parse(String(value)) / 86_400_000;
    case 'json':
      return JSON.stringify(value);
    default:
      return readPlain(value);
  }
}

function readDuck(value: unknown, kind: PrimitiveKind): Normal {
  switch (kind) {
    case 'int64':
    case 'int64-text':
      return String(value);
    case 'timestamp':
      return microsOf(`${String(value).replace(' ', 'T')}:00`);
    case 'date':
      return Date.parse(String(value)) / 86_400_000;
    case 'json':
      return String(value);
    default:
      return readPlain(value);
  }
}

function readHyparquet(value: unknown, kind: PrimitiveKind): Normal {
  switch (kind) {
    case 'int64':
    case 'int64-text':
    case 'timestamp':
      return String(value);
    case 'json':
      return JSON.stringify(value);
    default:
      return readPlain(value);
  }
}

function readPlain(value: unknown): Normal {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // The two zeros are one number in JSON.
  if (typeof value === 'number') return value + 0;
  throw new TypeError(`${value} is a ${typeof value}`);
}

/** By JavaScript's own parser, which knows milliseconds, and the rest of the digits. */
function microsOf(text: string): string {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const beyond = fraction.padEnd(6, '0').slice(3, 6);
  return String(BigInt(Date.parse(text)) * 1000n + BigInt(beyond));
}
