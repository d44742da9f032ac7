import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Version of this package, as its package.json says. */
export async function readVersion(): Promise<string> {
  const path = fileURLToPath(import.meta.resolve('fanfold/package.json'));
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(path, 'utf8'))).version;
}
