/**
 * Puts figures between the markers `<!-- figures:name -->` and `<!-- /figures -->` of a page.
 * @throws RangeError if the page has no such markers
 */
export function writeFigures(page: string, name: string, figures: string): string {
  const open = `<!-- figures:${name} -->`;
  const close = '<!-- /figures -->';
  const from = page.indexOf(open);
  const to = page.indexOf(close, from);
  if (from < 0 || to < 0) throw new RangeError(`The page has no ${open} ... ${close}`);
  return `${page.slice(0, from + open.length)}\n${figures}\n${page.slice(to)}`;
}
