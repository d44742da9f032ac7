import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A file of the page. */
export interface PageFile {
  body: Buffer;
  type: string;
}

/** Reads a file of the page by its name; undefined if there is none of that name. They are shipped as they are. */
export async function readPageFile(name: string): Promise<PageFile | undefined> {
  const [, extension = ''] = /^[a-z-]+\.([a-z]+)$/.exec(name) ?? [];
  const type = types[extension];
  if (type === undefined) return undefined;
  const root = fileURLToPath(new URL('.', import.meta.resolve('fanfold/package.json')));
  try {
    return { body: await readFile(join(root, 'cli', 'ui', 'page', name)), type };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
