import { readSync } from 'node:fs';
import path from 'node:path';
import type { Segment } from './segments.ts';

/** A segment as it is kept: file below the object's segment folder, offset, bytes. */
type Row = [file: string, first: number, length: number];

/**
 * What the file of an object in segments holds instead of the body: where the segments are.
 * @param folder that the segments' files are in
 */
export function encodeSegmentTable(segments: readonly Segment[], folder: string): Buffer {
  const rows = segments.map(
    ({ path: file, first, length }): Row => [path.relative(folder, file), first, length],
  );
  return Buffer.from(JSON.stringify(rows));
}

/**
 * Reads what {@link encodeSegmentTable} made from the start of an object's file.
 * @param folder that the segments' files are in now
 */
export function readSegmentTable(descriptor: number, bytes: number, folder: string): Segment[] {
  const table = Buffer.allocUnsafe(bytes);
  const read = readSync(descriptor, table, 0, bytes, 0);
  const rows: Row[] = JSON.parse(table.toString('utf8', 0, read));
  return rows.map(([file, first, length]) => ({ path: path.join(folder, file), first, length }));
}

/** Names of what segments need in a folder: files, or folders with the files. */
export function topNames(folder: string, segments: readonly Segment[]): Set<string> {
  return new Set(segments.map(({ path: file }) => path.relative(folder, file).split(path.sep, 1)[0] ?? ''));
}
