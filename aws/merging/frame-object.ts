import * as z from 'zod';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Piece } from '../../core/contracts/merge.ts';
import { encodeChunk, type OutputFormat, type ParquetOutput } from '../../core/dataset-formats/index.ts';
import { combineCrc64, decodeCrc64, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import type { InOrder } from '../../core/merge-layout/index.ts';
import { encodeFooter, PARQUET_MAGIC, type ParquetChunk, rowGroupMeta } from '../../core/parquet/index.ts';
import type { ObjectStore } from '../object-store/index.ts';
import { type SourcePiece, wholeObject } from '../run-outputs/index.ts';

/** The chunks of one object of the data set, added up. */
export interface FramedChunks {
  bytes: number;
  /** CRC64NVME of the chunks one after the other. */
  crc: bigint;
  /** Of chunks of Parquet: what the footer must know. */
  chunks: readonly { bytes: number; meta: string }[];
}

/** What stands before and after the chunks of an object of the data set, and what the whole will be. */
export interface FramedObject {
  head: Piece | undefined;
  tail: Piece | undefined;
  bytes: number;
  crc64nvme: string;
}

/**
 * Writes what an object of the data set needs around its chunks, as pieces of their own: CSV's header, the empty member
 * without which a compressed file is none, Parquet's magic and footer.
 */
export async function frameObject(
  store: ObjectStore,
  bucket: string,
  place: { runId: string; epoch: number; step: number; number: number },
  output: OutputFormat,
  framed: FramedChunks,
): Promise<FramedObject> {
  const write = async (
    name: string,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<SourcePiece | undefined> => {
    const key = runKeys(place.runId).mergeFrame(place.epoch, place.step, `${name}-${place.number}`);
    const writer = store.openWriter(bucket, key, 'application/octet-stream');
    for await (const bytes of pieces) await writer.write(bytes);
    if (writer.bytes > 0) return wholeObject({ key, ...(await writer.close()) });
    await writer.abort();
    return undefined;
  };
  const isParquet = output.format === 'parquet';
  const head = await write(
    'head',
    isParquet ? [PARQUET_MAGIC] : encodeChunk(output, noRows(), { first: true }),
  );
  const tail = isParquet ? await write('tail', [await footer(store, bucket, output, framed)]) : undefined;
  const whole = [head, { bytes: framed.bytes, crc: framed.crc }, tail].reduce<{ bytes: number; crc: bigint }>(
    append,
    { bytes: 0, crc: 0n },
  );
  return { head: head?.piece, tail: tail?.piece, bytes: whole.bytes, crc64nvme: encodeCrc64(whole.crc) };
}

/** The pieces of an object: its chunks, and what stands around them. */
export async function* framePieces(
  { head, tail }: FramedObject,
  chunks: InOrder<Piece>,
): AsyncGenerator<Piece> {
  if (head !== undefined) yield head;
  yield* chunks;
  if (tail !== undefined) yield tail;
}

async function footer(
  store: ObjectStore,
  bucket: string,
  output: ParquetOutput,
  { chunks }: FramedChunks,
): Promise<Uint8Array> {
  const described: ParquetChunk[] = [];
  for (const { bytes, meta } of chunks) {
    const text = await store.readText(bucket, meta);
    described.push({ bytes, rowGroups: z.array(rowGroupMeta).parse(JSON.parse(text ?? 'null')) });
  }
  return encodeFooter(output.schema, described);
}

function append(
  before: { bytes: number; crc: bigint },
  next: SourcePiece | { bytes: number; crc: bigint } | undefined,
): { bytes: number; crc: bigint } {
  if (next === undefined) return before;
  const { bytes, crc } =
    'piece' in next ? { bytes: next.piece.end - next.piece.start, crc: decodeCrc64(next.crc64nvme) } : next;
  return { bytes: before.bytes + bytes, crc: combineCrc64(before.crc, crc, bytes) };
}

async function* noRows(): AsyncGenerator<Uint8Array> {}
