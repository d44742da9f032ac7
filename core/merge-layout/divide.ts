import type { Piece } from '../contracts/merge.ts';
import type { InOrder } from './in-order.ts';
import { bytesOf } from './layout-parts.ts';

/**
 * Says of pieces, asked in order, which of them begins another object of a data set whose objects are bounded. A piece is
 * never cut between objects: one that is larger than the bound is an object of its own.
 * @param mostBytes of an object
 */
export function boundObjects(mostBytes: number): (bytes: number) => boolean {
  let filled = 0;
  return (bytes) => {
    const another = filled > 0 && filled + bytes > mostBytes;
    filled = another ? bytes : filled + bytes;
    return another;
  };
}

/** Pieces object by object. Each object's must be read to their end before the next object is asked for. */
export async function* divideIntoObjects(
  pieces: InOrder<Piece>,
  mostBytes: number,
): AsyncGenerator<AsyncGenerator<Piece>> {
  const beginsAnother = boundObjects(mostBytes);
  const all = inOrder(pieces);
  let next = await all.next();
  const takeObject = async function* (): AsyncGenerator<Piece> {
    do {
      if (next.done) return;
      yield next.value;
      next = await all.next();
    } while (!next.done && !beginsAnother(bytesOf(next.value)));
  };
  if (!next.done) beginsAnother(bytesOf(next.value));
  while (!next.done) yield takeObject();
}

async function* inOrder<Value>(values: InOrder<Value>): AsyncGenerator<Value> {
  yield* values;
}
