import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folder of the package. */
export const root = resolve(import.meta.dirname, '../..');

/** One page of the documentation. */
export interface Page {
  /** From the package's folder: `docs/tasks.md`. */
  path: string;
  text: string;
}

/** The README and every page of docs/. */
export function readPages(): Page[] {
  return ['README.md', ...globSync('docs/**/*.md', { cwd: root })]
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** A page's text without its blocks of code. */
export function proseOf(text: string): string {
  return text.replaceAll(/^ *```.*?^ *```$/gms, '');
}

/** Names by which links reach the headings of a page, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return Array.from(proseOf(text).matchAll(/^#+ (.+)$/gm), ([, heading = '']) => {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

/** Where a page's links lead, but for other sites. */
export function linksOf(text: string): string[] {
  return Array.from(
    proseOf(text)
      .replaceAll(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
    ([, target = '']) => target,
  ).filter((target) => !/^[a-z]+:/.test(target));
}
