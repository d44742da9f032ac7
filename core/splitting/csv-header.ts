import { parseCsvRecord } from './csv-record.ts';
import { decodeItem } from './decode-item.ts';
import type { CsvDelimiter } from './format.ts';
import { describeOversize, type SourceItem } from './item.ts';
import { SourceRefusal } from './refusal.ts';

/**
 * Reads the header record of a CSV source.
 * @throws SourceRefusal `CsvHeaderMalformed`, `CsvColumnWithoutName` or `CsvColumnRepeated`
 */
export function readCsvHeader(
  header: Readonly<SourceItem>,
  delimiter: CsvDelimiter,
  maxItemBytes: number,
): string[] {
  if (!header.bytes) throw malformedHeader(header.line, describeOversize(header, maxItemBytes));
  const text = decodeItem(header.bytes);
  if (!text.ok) throw malformedHeader(header.line, text.reason);
  const fields = parseCsvRecord(text.value, delimiter);
  if (!fields.ok) throw malformedHeader(header.line, fields.reason);
  checkColumns(fields.value);
  return fields.value;
}

/**
 * Makes sure that each column has a name of its own, so that an item can be an object.
 * @throws SourceRefusal `CsvColumnWithoutName` or `CsvColumnRepeated`, naming every such column
 */
export function checkColumns(columns: readonly string[]): void {
  const positions = Map.groupBy(columns.keys(), (at) => columns[at] ?? '');
  const unnamed = positions.get('');
  if (unnamed) {
    throw new SourceRefusal(
      'CsvColumnWithoutName',
      `The CSV header gives no name to ${listColumns(unnamed)}; every column needs a name.`,
    );
  }
  const repeated = [...positions].filter(([, at]) => at.length > 1);
  if (repeated.length === 0) return;
  const list = repeated.map(([name, at]) => `${JSON.stringify(name)} (${listColumns(at)})`).join(', ');
  throw new SourceRefusal(
    'CsvColumnRepeated',
    `The CSV header repeats ${list}; every column needs a name of its own.`,
  );
}

function listColumns(positions: readonly number[]): string {
  const numbers = positions.map((at) => at + 1);
  if (numbers.length === 1) return `column ${numbers[0]}`;
  return `columns ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

function malformedHeader(line: number, reason: string): SourceRefusal {
  return new SourceRefusal(
    'CsvHeaderMalformed',
    `The CSV header (line ${line}) ${reason}; it must name the columns.`,
  );
}
