/** Ends every record: RFC 4180, section 2, rule 1. */
export const csvLineEnd = '\r\n';

/** Writes one text as a field of a CSV record. */
export type WriteCsvField = (text: string) => string;

/**
 * Makes the writer of fields. Quotes stand only where they are needed (RFC 4180, section 2, rules 5 to 7): around text
 * with a delimiter, a quote, a line feed or a carriage return; around the empty text, so that it isn't taken for null,
 * which is an empty field; and around text that begins with U+FEFF, which readers would strip from a file's start.
 */
export function csvFieldWriter(delimiter: string): WriteCsvField {
  const needsQuotes = new RegExp(`[\\r\\n"${delimiter === '\t' ? '\\t' : delimiter}]|^\\ufeff|^$`);
  return (text) => (needsQuotes.test(text) ? quoteCsvField(text) : text);
}

/**
 * Writes one record with its line end. The only field of a record is quoted if the line would be blank without:
 * readers pass over blank lines. So where there is one column only, null is written as the empty text is.
 * @param fields as {@link WriteCsvField} gives them, empty for null
 */
export function writeCsvRecord(fields: readonly string[], delimiter: string): string {
  const [only] = fields;
  if (fields.length === 1 && only !== undefined && /^[ \t]*$/.test(only))
    return quoteCsvField(only) + csvLineEnd;
  return fields.join(delimiter) + csvLineEnd;
}

function quoteCsvField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
