import { constants, statSync } from 'node:fs';
import { copyFile, type FileHandle, open } from 'node:fs/promises';
import type { StoredPart } from './part-file.ts';

/** Bytes moved at once: few enough to be still in a core's cache when they are written. */
const PIECE_BYTES = 512 * 1024;
/** Parts copied side by side. */
const LANES = 3;

/**
 * Puts parts together into one file. The first part's file becomes it where nothing else shares it, so its bytes are not
 * copied; all parts stay as described, so a crash or a failed condition leaves the upload complete.
 * @param spare where to make the file if the first part's is shared
 * @param footer what comes after the last part
 * @returns path of the file
 */
export async function assembleParts(
  parts: readonly StoredPart[],
  spare: string,
  footer: Buffer,
): Promise<string> {
  const [first, ...rest] = parts;
  if (first === undefined) throw new Error('there are no parts to assemble');
  const shared = statSync(first.path).nlink > 1;
  const target = shared ? spare : first.path;
  // Where the file system can share blocks between files, the clone copies nothing either.
  if (shared) await copyFile(first.path, target, constants.COPYFILE_FICLONE);
  const handle = await open(target, 'r+');
  try {
    // An earlier attempt may have appended to it.
    await handle.truncate(first.size);
    let end = first.size;
    const places = rest.map((part) => {
      const position = end;
      end += part.size;
      return { part, position };
    });
    const next = places.values();
    const lane = async (): Promise<void> => {
      const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
      for (const { part, position } of next) await append(part, handle, position, buffer);
    };
    const ended = await Promise.allSettled(Array.from({ length: Math.min(LANES, places.length) }, lane));
    for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
    await writeWhole(handle, footer, end);
  } finally {
    await handle.close();
  }
  return target;
}

async function append(part: StoredPart, target: FileHandle, position: number, buffer: Buffer): Promise<void> {
  const source = await open(part.path, 'r');
  try {
    for (let at = 0; at < part.size; ) {
      const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, part.size - at), at);
      if (bytesRead === 0) throw new Error(`part ${part.partNumber} ended at byte ${at} of ${part.size}`);
      await writeWhole(target, buffer.subarray(0, bytesRead), position + at);
      at += bytesRead;
    }
  } finally {
    await source.close();
  }
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
  }
}
