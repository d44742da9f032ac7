import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Hex SHA-256 over the names and contents of a folder's files, or over one file. Links are followed. */
export async function digestAsset(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await filesIn(path)) {
    const name = relative(path, file).split(sep).join('/');
    hash.update(`${name}\0${(await stat(file)).size}\0`);
    await digestFile(file, hash);
  }
  return hash.digest('hex');
}

async function filesIn(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  const nested = await Promise.all(names.sort().map((name) => filesIn(join(path, name))));
  return nested.flat();
}

async function digestFile(file: string, hash: Hash): Promise<void> {
  for await (const chunk of createReadStream(file)) hash.update(chunk);
}
