import type { ParquetSchema } from '../schema/parquet-schema.ts';
import {
  type Annotation,
  layOutElements,
  physicalTypeOf,
  physicalTypes,
  type SchemaElement,
} from '../schema/schema-elements.ts';
import type { ThriftWriter } from './thrift-writer.ts';

const repetitions = { REQUIRED: 0, OPTIONAL: 1, REPEATED: 2 };
/** ConvertedType and the field of the LogicalType union, as in parquet.thrift. The first is for readers before 2018. */
const annotations: Record<Annotation, { converted: number; logical: number }> = {
  STRING: { converted: 0, logical: 1 },
  MAP: { converted: 1, logical: 2 },
  LIST: { converted: 3, logical: 3 },
  DATE: { converted: 6, logical: 6 },
  TIMESTAMP: { converted: 10, logical: 8 },
  JSON: { converted: 19, logical: 12 },
};

/** Writes the `schema` field of the footer: the elements in depth-first order below a root. */
export function writeSchema(thrift: ThriftWriter, schema: ParquetSchema): void {
  const elements = layOutElements(schema);
  const inOrder = elements.flatMap(withDescendants);
  thrift.structs(2, [undefined, ...inOrder], (element) => {
    if (element) {
      writeElement(thrift, element);
      return;
    }
    thrift.string(4, 'schema');
    thrift.i32(5, elements.length);
  });
}

function withDescendants(element: SchemaElement): SchemaElement[] {
  return [element, ...element.children.flatMap(withDescendants)];
}

function writeElement(
  thrift: ThriftWriter,
  { name, repetition, kind, annotation, children }: SchemaElement,
): void {
  if (kind !== undefined) thrift.i32(1, physicalTypes[physicalTypeOf(kind)]);
  thrift.i32(3, repetitions[repetition]);
  thrift.string(4, name);
  if (kind === undefined) thrift.i32(5, children.length);
  if (annotation === undefined) return;
  thrift.i32(6, annotations[annotation].converted);
  thrift.struct(10, () => {
    thrift.struct(annotations[annotation].logical, () => {
      if (annotation !== 'TIMESTAMP') return;
      thrift.bool(1, true);
      // Unit: microseconds.
      thrift.struct(2, () => thrift.struct(2, () => {}));
    });
  });
}
