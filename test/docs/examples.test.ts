import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileExamples, examplesIn } from '../support/compile-examples.ts';
import { readPages, root } from './pages.ts';

const pages = readPages();
const docstrings = globSync('{*.ts,{core,aws,functions,client,infra,local,cli}/**/*.ts}', { cwd: root })
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

test('every TypeScript example of the README, of docs/ and of docstrings compiles', () => {
  const all = [...pages, ...docstrings].filter(({ text }) => examplesIn(text).length > 0);
  expect(pages.flatMap(({ text }) => examplesIn(text)).length).toBeGreaterThan(20);
  expect(docstrings.flatMap(({ text }) => examplesIn(text)).length).toBeGreaterThan(10);
  // Paths as names that files may have.
  const texts = Object.fromEntries(all.map(({ path, text }) => [path.replaceAll(/\W/g, '-'), text]));
  expect(compileExamples(texts)).toEqual({ status: 0, problems: [] });
}, 120_000);

test('an example that is wrong is found, with its page and its place', () => {
  const page = '```ts\nimport { defineTask } from "fanfold";\n```\n\n```ts\nconst one: number = "1";\n```\n';
  const { status, problems } = compileExamples({ page });
  expect(status).not.toBe(0);
  expect(problems).toEqual([expect.stringMatching(/^page-1\.ts\(1,7\): error TS2322/)]);
}, 120_000);

test('what is not compiled says so, and is rare', () => {
  const kinds = [...pages, ...docstrings].flatMap(({ path, text }) =>
    Array.from(text.matchAll(/^[ *]*```(\S.*)$/gm), ([, kind = '']) => ({ path, kind })),
  );
  const known = ['ts', 'ts fragment', 'sh', 'json', 'asl'];
  expect(kinds.filter(({ kind }) => !known.includes(kind))).toEqual([]);
  expect(kinds.filter(({ kind }) => kind === 'ts fragment').length).toBeLessThanOrEqual(2);
});
