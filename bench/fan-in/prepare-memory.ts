import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes written at once. */
const PIECE_BYTES = 512 * 1024;

/**
 * Writes a file of so many bytes and removes it, so that whoever writes as much next finds memory that the system has at
 * hand. A virtual machine that must first get it from its host pays ten times the price of writing (2 GB: 0.35 s, fresh
 * 4.7 s, measured with `dd`), and who pays depends on what ran before.
 * @param folder is there
 */
export function prepareMemory(folder: string, bytes: number): void {
  const path = join(folder, 'memory');
  const descriptor = openSync(path, 'w');
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let at = 0; at < bytes; at += PIECE_BYTES) writeSync(descriptor, piece);
  closeSync(descriptor);
  rmSync(path);
}
