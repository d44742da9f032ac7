import { balanceUnits, checkPositive, spreadEvenly } from './balance-units.ts';
import type { SparseIndex } from './sparse-index.ts';
import type { RangeStart } from './splitter.ts';

/** A unit: a contiguous group of items and the bytes of the source that hold them. */
export interface UnitRange extends RangeStart {
  /** Number of the unit, from 0. */
  unit: number;
  /** Items in it, 1 or more. */
  items: number;
  /** Offset after the last byte of the last item: a line end, comma or bracket behind it isn't in the range. */
  end: number;
}

/** How large units are to be. */
export type UnitSizing = (
  | {
      /** Most items in a unit. */
      unitItems: number;
    }
  | {
      /** How many units there should be. */
      targetUnits: number;
    }
) & {
  /** Most bytes in a unit; a unit with more is halved until it fits or can't be halved. @default no limit */
  unitBytes?: number | undefined;
};

/**
 * Cuts a source into balanced units, in order: together they hold every item exactly once.
 *
 * Units are made of whole blocks of the index. Up to 65,536 items a block is one item, so sizes are exact: they differ
 * by at most one, an item larger than `unitBytes` is a unit of its own. Beyond, a block is `index.stride` items: sizes
 * differ by at most one block, `unitItems` and `unitBytes` hold for all units but those of a single block, and there are
 * never more units than blocks. (Without `unitBytes`; halving for it makes units smaller where items are larger.)
 */
export function* planUnits(index: SparseIndex, sizing: UnitSizing): Generator<UnitRange, void, undefined> {
  const { unitBytes = Number.POSITIVE_INFINITY } = sizing;
  if (sizing.unitBytes !== undefined) checkPositive('unitBytes', sizing.unitBytes);
  let unit = 0;
  let block = 0;
  for (const blocks of spreadBlocks(index, sizing)) {
    for (const [from, to] of halveToFit(index, block, block + blocks, unitBytes)) {
      yield describeUnit(index, unit, from, to);
      unit += 1;
    }
    block += blocks;
  }
}

function spreadBlocks(index: SparseIndex, sizing: UnitSizing): number[] {
  if ('unitItems' in sizing) {
    checkPositive('unitItems', sizing.unitItems);
    return balanceUnits(index.marks, Math.max(1, Math.floor(sizing.unitItems / index.stride)));
  }
  checkPositive('targetUnits', sizing.targetUnits);
  return spreadEvenly(index.marks, Math.min(sizing.targetUnits, index.marks));
}

type Blocks = readonly [from: number, to: number];

function* halveToFit(
  index: SparseIndex,
  from: number,
  to: number,
  unitBytes: number,
): Generator<Blocks, void, undefined> {
  if (to - from === 1 || findEnd(index, to) - index.at(from).start <= unitBytes) {
    yield [from, to];
    return;
  }
  const middle = Math.floor((from + to) / 2);
  yield* halveToFit(index, from, middle, unitBytes);
  yield* halveToFit(index, middle, to, unitBytes);
}

function describeUnit(index: SparseIndex, unit: number, from: number, to: number): UnitRange {
  const { item: firstItem, line, start } = index.at(from);
  const next = to === index.marks ? index.items : index.at(to).item;
  return { unit, firstItem, items: next - firstItem, start, end: findEnd(index, to), line };
}

function findEnd(index: SparseIndex, block: number): number {
  return block === index.marks ? index.end : index.at(block).previousEnd;
}
