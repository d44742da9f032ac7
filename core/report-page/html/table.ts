import { type Html, type HtmlValue, html } from './html.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  /** Numbers: to the right, in figures of one width, on one line. */
  readonly number?: boolean;
  readonly cell: (row: Row, at: number) => HtmlValue;
}

/**
 * A table with its caption; the first column heads its rows. It scrolls in itself where it doesn't fit, and takes the
 * focus so that it can be scrolled with the keyboard.
 */
export function renderTable<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Html {
  const kind = (column: Column<Row>): string => (column.number === true ? 'number' : 'text');
  const [first, ...rest] = columns;
  if (first === undefined) return html``;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row, at) => html`<tr><th scope="row" class="${kind(first)}">${first.cell(row, at)}</th>${rest.map(
      (column) => html`<td class="${kind(column)}">${column.cell(row, at)}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`;
}
