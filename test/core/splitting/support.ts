import fc from 'fast-check';
import { expect } from 'vitest';
import {
  planUnits,
  readUnit,
  type SourceFormat,
  type SourceItem,
  SourceRefusal,
  type SourceScan,
  scanSource,
  type UnitRange,
  type UnitSizing,
} from '../../../core/splitting/index.ts';

/** An item as the reference implementations say it must be. */
export interface ExpectedItem {
  index: number;
  line: number;
  start: number;
  end: number;
  text: string;
}

export const encode = (text: string): Buffer => Buffer.from(text, 'utf8');

/** Cuts bytes into chunks of the given sizes, over and over. */
export function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Chunk sizes: single bytes, the whole at once, empty chunks and anything between. */
export const chunkSizes: fc.Arbitrary<number[]> = fc.oneof(
  fc.constant<number[]>([1]),
  fc.constant<number[]>([1_000_000]),
  fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 8 }).map((sizes) => [...sizes, 1]),
);

/** How to cut into units, and how many marks there are for it. */
export const unitSizing: fc.Arbitrary<UnitSizing & { maxMarks: number }> = fc
  .record({
    limit: fc.integer({ min: 1, max: 12 }),
    byItems: fc.boolean(),
    unitBytes: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    maxMarks: fc.constantFrom(2, 4, 6, 16, 65_536),
  })
  .map(({ limit, byItems, ...rest }) => ({
    ...(byItems ? { unitItems: limit } : { targetUnits: limit }),
    ...rest,
  }));

/** Items from byte ranges of a text, found by the reference: `line` is counted from the text's line ends. */
export function expectItems(
  text: string,
  ranges: readonly (readonly [from: number, to: number])[],
): ExpectedItem[] {
  return ranges.map(([from, to], index) => ({
    index,
    line: 1 + (text.slice(0, from).match(/\r\n|\n|\r/g)?.length ?? 0),
    start: Buffer.byteLength(text.slice(0, from)),
    end: Buffer.byteLength(text.slice(0, to)),
    text: text.slice(from, to),
  }));
}

/** Scans a text in content mode. */
export async function scanText(
  text: string | Uint8Array,
  format: SourceFormat,
  {
    sizes = [1_000_000],
    maxMarks,
    maxItemBytes,
  }: { sizes?: number[]; maxMarks?: number; maxItemBytes?: number } = {},
): Promise<{ items: ExpectedItem[]; scan: SourceScan }> {
  const items: ExpectedItem[] = [];
  const bytes = typeof text === 'string' ? encode(text) : text;
  const scan = await scanSource(cut(bytes, sizes), format, {
    content: true,
    maxMarks,
    maxItemBytes,
    visit: (item) => items.push(describe(item)),
  });
  return { items, scan };
}

function describe({ index, line, start, end, bytes }: Readonly<SourceItem>): ExpectedItem {
  return { index, line, start, end, text: Buffer.from(bytes ?? []).toString('utf8') };
}

/** The refusal that a source meets; fails if it's accepted. */
export async function refusalOf(
  text: string | Uint8Array,
  format: SourceFormat,
  options: { sizes?: number[]; maxItemBytes?: number } = {},
): Promise<SourceRefusal> {
  const outcome = await scanText(text, format, options).catch((error: unknown) => error);
  if (!(outcome instanceof SourceRefusal)) throw new Error('The source was not refused.', { cause: outcome });
  return outcome;
}

/** Scan → units → each unit's bytes split again: nothing lost, doubled or moved, every position and byte as expected. */
export async function expectRoundTrip(
  text: string,
  format: SourceFormat,
  expected: readonly ExpectedItem[],
  sizing: UnitSizing & { maxMarks: number },
  sizes: number[],
): Promise<void> {
  const bytes = encode(text);
  const { items, scan } = await scanText(bytes, format, { sizes, maxMarks: sizing.maxMarks });
  expect(items).toEqual(expected);
  expect(scan.bytes).toBe(bytes.length);

  const units = [...planUnits(scan.index, sizing)];
  const again: ExpectedItem[] = [];
  for (const unit of units) {
    const read = await readItems(bytes.subarray(unit.start, unit.end), format, unit, sizes);
    expect(read).toHaveLength(unit.items);
    again.push(...read);
  }
  expect(again).toEqual(expected);
  expect(units.map(({ unit }) => unit)).toEqual([...units.keys()]);
}

export async function readItems(
  bytes: Uint8Array,
  format: SourceFormat,
  unit: UnitRange,
  sizes: number[] = [1_000_000],
): Promise<ExpectedItem[]> {
  const items: ExpectedItem[] = [];
  for await (const batch of readUnit(cut(bytes, sizes), format, unit)) items.push(...batch.map(describe));
  return items;
}
