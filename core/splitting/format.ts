import { SourceRefusal } from './refusal.ts';

/** Delimiters that a CSV source may have. */
export const CSV_DELIMITERS = [',', ';', '|', '\t'] as const;

/** A delimiter of a CSV source. */
export type CsvDelimiter = (typeof CSV_DELIMITERS)[number];

/** JSON values, one a line. Lines that are empty or only spaces and tabs aren't items. */
export interface JsonlFormat {
  type: 'jsonl';
}

/** One JSON array; its elements are the items. */
export interface JsonFormat {
  type: 'json';
}

/**
 * CSV as in RFC 4180, strict: a quote opens a field only as its first character, white space belongs to the field.
 * With `columns`, every record is an item; without, the first record is the header that names the columns.
 */
export interface CsvFormat {
  type: 'csv';
  delimiter: CsvDelimiter;
  columns?: readonly string[] | undefined;
}

/** How a source is laid out. */
export type SourceFormat = JsonlFormat | JsonFormat | CsvFormat;

/** A format that says all that is needed to read one item: for CSV, the columns too. */
export type ItemFormat = JsonlFormat | JsonFormat | (CsvFormat & { columns: readonly string[] });

/** Makes sure of a delimiter that came from outside TypeScript. @throws SourceRefusal `CsvDelimiterUnsupported` */
export function checkDelimiter(delimiter: string): void {
  if (CSV_DELIMITERS.some((allowed) => allowed === delimiter)) return;
  const allowed = CSV_DELIMITERS.map((each) => JSON.stringify(each)).join(', ');
  throw new SourceRefusal(
    'CsvDelimiterUnsupported',
    `The CSV delimiter is ${JSON.stringify(delimiter)}; allowed are ${allowed}.`,
  );
}
