import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, linksOf, readPages, root } from './pages.ts';

const pages = readPages();

/** What is wrong with a link of a page; undefined if it leads somewhere. */
function findProblem(from: string, text: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(root, target))) return `${from}: ${link} leads to no file`;
  if (anchor === undefined) return undefined;
  const anchors = anchorsOf(path === '' ? text : readFileSync(join(root, target), 'utf8'));
  return anchors.includes(anchor) ? undefined : `${from}: ${link} leads to no heading`;
}

test('every link of the README and of docs/ leads to a file, and to a heading of it', () => {
  const links = pages.flatMap(({ path, text }) => linksOf(text).map((link) => ({ path, text, link })));
  expect(links.length).toBeGreaterThan(60);
  expect(links.flatMap(({ path, text, link }) => findProblem(path, text, link) ?? [])).toEqual([]);
});

test('links that lead nowhere are found', () => {
  const page = '# One `two`: three\n[a](#one-two-three) [b](#four) [c](no.md)\n';
  expect(linksOf(page).map((link) => findProblem('docs/tasks.md', page, link))).toEqual([
    undefined,
    'docs/tasks.md: #four leads to no heading',
    'docs/tasks.md: no.md leads to no file',
  ]);
});

test('the README leads to every page', () => {
  const readme = pages.find(({ path }) => path === 'README.md');
  const linked = linksOf(readme?.text ?? '').map((link) => link.split('#')[0]);
  const paths = pages.map(({ path }) => path).filter((path) => path !== 'README.md');
  expect(paths.filter((path) => !linked.includes(path))).toEqual([]);
});

test('pages name no path of a machine', () => {
  const found = pages.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/(?:^|[\s`(])(\/(?:home|work|root|Users)\/\S*)/g), ([, at]) => `${path}: ${at}`),
  );
  expect(found).toEqual([]);
});
