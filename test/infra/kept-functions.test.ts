import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { functionNames } from '../../infra/bundling/bundle-functions.ts';
import { loadFunctions } from '../../infra/bundling/kept-functions.ts';
import { packageLayout } from '../../infra/bundling/package-layout.ts';

const folder = mkdtempSync(join(tmpdir(), 'fanfold-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const layout = packageLayout();

test('bundles are made once and then read, and made again where one is missing', () => {
  const cache = join(folder, 'cache');
  const made = loadFunctions(layout, cache);
  const [kept = ''] = readdirSync(cache);
  expect(readdirSync(join(cache, kept)).sort()).toEqual(functionNames.map((name) => `${name}.mjs`).sort());
  for (const name of functionNames)
    expect(Buffer.compare(readFileSync(join(cache, kept, `${name}.mjs`)), made[name].contents)).toBe(0);

  // That it is read shows in what somebody put there.
  writeFileSync(join(cache, kept, 'seal.mjs'), 'export const handler = 1;');
  expect(Buffer.from(loadFunctions(layout, cache).seal.contents).toString()).toBe(
    'export const handler = 1;',
  );
  rmSync(join(cache, kept, 'plan.mjs'));
  expect(loadFunctions(layout, cache).seal.contents).toEqual(made.seal.contents);
});

test('where nothing can be kept they are made all the same', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  chmodSync(file, 0o444);
  expect(Object.keys(loadFunctions(layout, join(file, 'cache'))).sort()).toEqual([...functionNames].sort());
});
