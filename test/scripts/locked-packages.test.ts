import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const lockFile = resolve(import.meta.dirname, '../../package-lock.json');

test('package-lock.json pins every package by a hash of its contents', () => {
  const { packages } = z
    .object({
      packages: z.record(
        z.string(),
        z.object({
          version: z.string(),
          integrity: z.string().optional(),
          inBundle: z.boolean().optional(),
          link: z.boolean().optional(),
        }),
      ),
    })
    .parse(JSON.parse(readFileSync(lockFile, 'utf8')));
  const unpinned = Object.entries(packages).filter(
    // What comes within another package is covered by that one's hash.
    ([path, { integrity, inBundle }]) =>
      path !== '' && inBundle !== true && !/^sha512-/.test(integrity ?? ''),
  );
  expect(unpinned).toEqual([]);
});
