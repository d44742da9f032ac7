import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Size and digest of a function's code. */
export interface CodeDigest {
  /** Bytes of all files. */
  size: number;
  /** Base64. */
  sha256: string;
}

/** Digests the names and contents of a folder's files. AWS's CodeSha256 is of the zip, so the two differ. */
export async function digestCode(folder: string): Promise<CodeDigest> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  let size = 0;
  for (const file of files.sort()) {
    const bytes = (await stat(file)).size;
    size += bytes;
    hash.update(`${relative(folder, file)}\0${bytes}\0`);
    for await (const chunk of createReadStream(file)) {
      hash.update(chunk);
    }
  }
  return { size, sha256: hash.digest('base64') };
}
