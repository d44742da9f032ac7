import type { CsvDelimiter } from './format.ts';
import type { Outcome } from './outcome.ts';

/**
 * Takes one CSV record, without its line end, apart into fields, strictly as in RFC 4180. White space belongs to the
 * field; quoted fields may hold delimiters, line ends and doubled quotes.
 */
export function parseCsvRecord(text: string, delimiter: CsvDelimiter): Outcome<string[]> {
  const fields: string[] = [];
  let from = 0;
  for (;;) {
    const field = text[from] === '"' ? readQuotedField(text, from) : readPlainField(text, from, delimiter);
    if (!field.ok) return { ok: false, reason: `${field.reason} (field ${fields.length + 1})` };
    fields.push(field.value.content);
    const { end } = field.value;
    if (end === text.length) return { ok: true, value: fields };
    if (text[end] !== delimiter) {
      return { ok: false, reason: `has text after a closing quote (field ${fields.length})` };
    }
    from = end + 1;
  }
}

/**
 * Reads one CSV record as an object of strings, one for each column. An empty field is an empty string.
 * @param text the record without its line end
 * @param columns the header's names
 */
export function readCsvItem(
  text: string,
  columns: readonly string[],
  delimiter: CsvDelimiter,
): Outcome<Record<string, string>> {
  const record = parseCsvRecord(text, delimiter);
  if (!record.ok) return record;
  const fields = record.value;
  if (fields.length !== columns.length) {
    const noun = fields.length === 1 ? 'field' : 'fields';
    return { ok: false, reason: `has ${fields.length} ${noun}, the header has ${columns.length}` };
  }
  return { ok: true, value: Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? ''])) };
}

interface Field {
  content: string;
  /** Position after the field: of a delimiter, of the text's end, or of what shouldn't be there. */
  end: number;
}

function readPlainField(text: string, from: number, delimiter: CsvDelimiter): Outcome<Field> {
  const at = text.indexOf(delimiter, from);
  const end = at < 0 ? text.length : at;
  const content = text.slice(from, end);
  if (content.includes('"')) return { ok: false, reason: 'has a quote inside an unquoted field' };
  if (/[\r\n]/.test(content)) return { ok: false, reason: 'has a line end inside an unquoted field' };
  return { ok: true, value: { content, end } };
}

function readQuotedField(text: string, quote: number): Outcome<Field> {
  let from = quote + 1;
  for (;;) {
    const at = text.indexOf('"', from);
    if (at < 0) return { ok: false, reason: 'has a quote that is never closed' };
    if (text[at + 1] !== '"') {
      return { ok: true, value: { content: text.slice(quote + 1, at).replaceAll('""', '"'), end: at + 1 } };
    }
    from = at + 2;
  }
}
