/** Columns of text, each as wide as its widest cell. The first is aligned left, the others right. */
export function renderTable(rows: readonly (readonly string[])[], gap = 3): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** `label   value`, with the values under each other; lines of a value after its first are indented as far. */
export function renderFacts(facts: readonly (readonly [label: string, ...lines: string[]])[]): string[] {
  const width = Math.max(...facts.map(([label]) => label.length)) + 3;
  return facts.flatMap(([label, ...lines]) =>
    lines.map((line, at) => `${(at === 0 ? label : '').padEnd(width)}${line}`.trimEnd()),
  );
}
