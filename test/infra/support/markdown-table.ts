/** One row of a table: the text of its cells by the names of their columns. */
export type TableRow = ReadonlyMap<string, string>;

/**
 * Reads the first table below a heading of a Markdown document.
 * @param heading text of the heading, without `#`
 * @throws Error when there is no such heading, or no table below it before the next one
 */
export function readTable(markdown: string, heading: string): TableRow[] {
  const lines = markdown.split('\n');
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (from < 0) throw new Error(`There is no heading '${heading}'.`);
  const rest = lines.slice(from + 1);
  const next = rest.findIndex((line) => line.startsWith('#'));
  const section = next < 0 ? rest : rest.slice(0, next);
  const first = section.findIndex((line) => line.startsWith('|'));
  const length = section.slice(first).findIndex((line) => !line.startsWith('|'));
  const table = first < 0 ? [] : section.slice(first, length < 0 ? undefined : first + length);
  const [names = [], , ...rows] = table.map(readCells);
  if (names.length === 0) throw new Error(`There is no table below '${heading}'.`);
  return rows.map((cells) => {
    if (cells.length !== names.length)
      throw new Error(`A row below '${heading}' has ${cells.length} cells: ${cells.join(' | ')}`);
    return new Map(names.map((name, column) => [name, cells[column] ?? '']));
  });
}

/** What stands in backticks in a text. */
export function codesIn(text: string | undefined): string[] {
  return Array.from((text ?? '').matchAll(/`([^`]+)`/g), ([, code = '']) => code);
}

function readCells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
