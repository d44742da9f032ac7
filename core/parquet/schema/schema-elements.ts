import type { ParquetField, ParquetSchema, ParquetValue, PrimitiveKind } from './parquet-schema.ts';

/** How a value is stored, numbered as in parquet.thrift. */
export const physicalTypes = { BOOLEAN: 0, INT32: 1, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 } as const;
export type PhysicalType = keyof typeof physicalTypes;

/** What a stored value or a group means. */
export type Annotation = 'STRING' | 'JSON' | 'DATE' | 'TIMESTAMP' | 'LIST' | 'MAP';

/** One node of the schema as the file has it, in which lists and maps are groups of groups. */
export interface SchemaElement {
  name: string;
  repetition: 'REQUIRED' | 'OPTIONAL' | 'REPEATED';
  annotation?: Annotation;
  /** Absent on groups. */
  kind?: PrimitiveKind;
  children: SchemaElement[];
}

/** A column of the file: a leaf of the schema. */
export interface LeafColumn {
  path: readonly string[];
  kind: PrimitiveKind;
  /** Definition level of a value that is there; 0 when no ancestor can be absent. */
  maxDefinition: number;
  /** Lists and maps above it. */
  maxRepetition: number;
}

const storage: Record<PrimitiveKind, { physical: PhysicalType; annotation?: Annotation }> = {
  boolean: { physical: 'BOOLEAN' },
  int32: { physical: 'INT32' },
  int64: { physical: 'INT64' },
  'int64-text': { physical: 'INT64' },
  double: { physical: 'DOUBLE' },
  string: { physical: 'BYTE_ARRAY', annotation: 'STRING' },
  json: { physical: 'BYTE_ARRAY', annotation: 'JSON' },
  timestamp: { physical: 'INT64', annotation: 'TIMESTAMP' },
  date: { physical: 'INT32', annotation: 'DATE' },
  // Not annotated as UNKNOWN, which not every reader knows.
  null: { physical: 'BYTE_ARRAY', annotation: 'STRING' },
};

/** The physical type that holds a kind of value. */
export function physicalTypeOf(kind: PrimitiveKind): PhysicalType {
  return storage[kind].physical;
}

/** The top-level elements of the file's schema: lists in the standard three levels, maps as `key_value` groups. */
export function layOutElements(schema: ParquetSchema): SchemaElement[] {
  return schema.fields.map(layOutField);
}

/** The columns of the file, in the order in which every row group has them. */
export function listLeafColumns(schema: ParquetSchema): LeafColumn[] {
  return layOutElements(schema).flatMap((element) => leavesBelow(element, [], 0, 0));
}

function leavesBelow(
  { name, repetition, kind, children }: SchemaElement,
  parent: readonly string[],
  definition: number,
  repetitions: number,
): LeafColumn[] {
  const path = [...parent, name];
  const maxDefinition = definition + (repetition === 'REQUIRED' ? 0 : 1);
  const maxRepetition = repetitions + (repetition === 'REPEATED' ? 1 : 0);
  if (kind !== undefined) return [{ path, kind, maxDefinition, maxRepetition }];
  return children.flatMap((child) => leavesBelow(child, path, maxDefinition, maxRepetition));
}

function layOutField({ name, ...value }: ParquetField): SchemaElement {
  return layOutValue(name, value);
}

function layOutValue(name: string, { type, nullable }: ParquetValue): SchemaElement {
  const repetition = nullable ? 'OPTIONAL' : 'REQUIRED';
  switch (type.kind) {
    case 'struct':
      return { name, repetition, children: type.fields.map(layOutField) };
    case 'list': {
      const element = layOutValue('element', type.element);
      const list: SchemaElement = { name: 'list', repetition: 'REPEATED', children: [element] };
      return { name, repetition, annotation: 'LIST', children: [list] };
    }
    case 'map': {
      const key = layOutValue('key', { type: { kind: 'string' }, nullable: false });
      const entry: SchemaElement = {
        name: 'key_value',
        repetition: 'REPEATED',
        children: [key, layOutValue('value', type.value)],
      };
      return { name, repetition, annotation: 'MAP', children: [entry] };
    }
    default: {
      const { annotation } = storage[type.kind];
      return { name, repetition, kind: type.kind, children: [], ...(annotation && { annotation }) };
    }
  }
}
