import { isUtf8 } from 'node:buffer';
import { FanfoldError } from '../errors/fanfold-error.ts';
import type { CsvDelimiter } from '../splitting/index.ts';
import { csvFieldWriter, writeCsvRecord } from './csv-field.ts';
import { cutLineBlocks } from './line-blocks.ts';
import { MalformedRow, RowReader } from './row-reader.ts';

/** How to write CSV. */
export interface CsvOptions {
  /** Begin with a record of the columns' names, also if there is no row. */
  readonly header: boolean;
  /** @default ',' */
  readonly delimiter?: CsvDelimiter | undefined;
}

/**
 * Turns rows, one JSON object a line, into CSV as in RFC 4180, UTF-8. The bytes depend on the rows and columns only,
 * not on how the lines came in chunks, and those of consecutive shares make the CSV of the whole when they are joined.
 *
 * - Every record ends with CRLF, the last one too.
 * - A field is quoted only where it must be, see `csvFieldWriter`.
 * - Null and a missing property are an empty field, an empty string is `""`. In a CSV of one column both are `""`,
 *   since a record of one empty field would be a blank line, over which readers pass.
 * - Booleans are `true` and `false`; numbers, objects and arrays stand as their JSON text, digit by digit.
 * - Text stands as it is. A field that a spreadsheet would take for a formula (`=1+1`) isn't defused: that would change
 *   the data, and is up to who opens it in one. A lone surrogate, which UTF-8 can't hold, becomes U+FFFD.
 *
 * @param lines JSONL in chunks of any size; blank lines are passed over
 * @param columns names of the properties, one column each; others are left out
 * @throws FanfoldError `DataSetIncomplete` if a line isn't a JSON object
 */
export async function* encodeCsv(
  lines: AsyncIterable<Uint8Array>,
  columns: readonly string[],
  { header, delimiter = ',' }: CsvOptions,
): AsyncGenerator<Buffer> {
  const write = csvFieldWriter(delimiter);
  if (header) yield Buffer.from(writeCsvRecord(columns.map(write), delimiter));
  const reader = new RowReader(columns);
  let rows = 0;
  for await (const block of cutLineBlocks(lines)) {
    let records = '';
    try {
      for (reader.open(decode(block)); reader.next(); rows += 1)
        records += writeCsvRecord(
          reader.read().map((value) => (value === null ? '' : write(value))),
          delimiter,
        );
    } catch (error) {
      if (error instanceof MalformedRow) throw refuseRow(rows + 1, error);
      throw error;
    }
    if (records !== '') yield Buffer.from(records);
  }
}

function decode(block: Buffer): string {
  if (isUtf8(block)) return block.toString('utf8');
  throw new MalformedRow("it, or a line soon after it, isn't valid UTF-8");
}

function refuseRow(row: number, cause: MalformedRow): FanfoldError {
  return new FanfoldError(
    'DataSetIncomplete',
    `Row ${row} of this share of the data set is no JSON object: ${cause.message}`,
    { cause },
  );
}
