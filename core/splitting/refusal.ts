/** Why a source can't be split reliably. */
export type SourceRefusalCode =
  | 'SourceCompressed'
  | 'SourceNotUtf8'
  | 'CsvDelimiterUnsupported'
  | 'CsvUnclosedQuote'
  | 'CsvHeaderMalformed'
  | 'CsvColumnWithoutName'
  | 'CsvColumnRepeated'
  | 'JsonNotArray'
  | 'JsonTruncated'
  | 'JsonTrailingContent'
  | 'JsonMissingComma'
  | 'JsonMissingElement'
  | 'JsonBracketMismatch'
  | 'JsonTooDeep'
  | 'UnitMismatch';

/**
 * A source that can't be split reliably: nothing of it may run. Plan refuses the run with `message`, one sentence that
 * says what was found, where, and what is allowed. A single bad item in a sound source isn't a refusal but a failed item.
 */
export class SourceRefusal extends Error {
  readonly code: SourceRefusalCode;

  constructor(code: SourceRefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceRefusal';
    this.code = code;
  }
}

/** A position as refusals name it, `line 3 (byte 57)`: lines from 1, bytes from 0. */
export function describePosition(line: number, offset: number): string {
  return `line ${line} (byte ${offset})`;
}

/** A byte as refusals name it: `'}'` if it is printable ASCII, else `byte 0x1F`. */
export function describeByte(byte: number): string {
  if (byte > 0x20 && byte < 0x7f) return `'${String.fromCharCode(byte)}'`;
  return `byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
