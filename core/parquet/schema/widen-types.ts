import type { ParquetField, ParquetType, ParquetValue, PrimitiveKind } from './parquet-schema.ts';

/** Numbers in a row, each of which holds the ones before it. */
const numbers: readonly PrimitiveKind[] = ['int32', 'int64', 'double'];
/** Strings in a row. */
const texts: readonly PrimitiveKind[] = ['string', 'timestamp', 'date', 'int64-text'];

/** The one type that holds the values of both, with nothing lost; undefined when there is none. */
export function widenTypes(a: ParquetType, b: ParquetType): ParquetType | undefined {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'json' || b.kind === 'json') return { kind: 'json' };
  if (a.kind === 'struct' && b.kind === 'struct') return widenStructs(a.fields, b.fields);
  if (a.kind === 'list' && b.kind === 'list') {
    const element = widenValues(a.element, b.element);
    return element && { kind: 'list', element };
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const value = widenValues(a.value, b.value);
    return value && { kind: 'map', value };
  }
  if (!isPrimitive(a) || !isPrimitive(b)) return undefined;
  if (a.kind === b.kind) return a;
  const [atA, atB] = [numbers.indexOf(a.kind), numbers.indexOf(b.kind)];
  if (atA >= 0 && atB >= 0) return atA > atB ? a : b;
  return texts.includes(a.kind) && texts.includes(b.kind) ? { kind: 'string' } : undefined;
}

function widenValues(a: ParquetValue, b: ParquetValue): ParquetValue | undefined {
  const type = widenTypes(a.type, b.type);
  return type && { type, nullable: a.nullable || b.nullable };
}

/** Objects of different shapes become one struct of all their fields; what isn't in both may be absent. */
function widenStructs(a: readonly ParquetField[], b: readonly ParquetField[]): ParquetType | undefined {
  const fields = new Map(a.map((field) => [field.name, { ...field, nullable: true }]));
  for (const field of b) {
    const other = a.find(({ name }) => name === field.name);
    const value = other ? widenValues(other, field) : { type: field.type, nullable: true };
    if (!value) return undefined;
    fields.set(field.name, { name: field.name, ...value });
  }
  return { kind: 'struct', fields: [...fields.values()] };
}

function isPrimitive(type: ParquetType): type is { kind: PrimitiveKind } {
  return type.kind !== 'struct' && type.kind !== 'list' && type.kind !== 'map';
}
