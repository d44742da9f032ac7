import { createRequire } from 'node:module';
import { z } from 'zod';

/** This package's version, as its package.json has it. */
export function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('fanfold/package.json');
  return z.object({ version: z.string() }).parse(manifest).version;
}
