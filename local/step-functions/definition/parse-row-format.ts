import type { Fields } from './fields.ts';
import type { RowFormat } from './types.ts';

const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;
const DELIMITER_NAMES = ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'] as const;

/** Reads what a ReaderConfig says about the objects that it reads items from. */
export function parseRowFormat(config: Fields, inputType: RowFormat['inputType']): RowFormat {
  return { inputType, ...parseCsv(config, inputType), itemsPointer: parsePointer(config, inputType) };
}

function parseCsv(
  config: Fields,
  inputType: RowFormat['inputType'],
): Pick<RowFormat, 'csvDelimiter' | 'csvHeaders'> {
  if (inputType !== 'CSV') return { csvDelimiter: ',', csvHeaders: undefined };
  const location = config.choice('CSVHeaderLocation', ['FIRST_ROW', 'GIVEN'], true);
  const csvHeaders = config.strings('CSVHeaders', location === 'GIVEN');
  if (location === 'FIRST_ROW' && csvHeaders !== undefined) {
    config.problems.add(config.at('CSVHeaders'), 'CSVHeaders need "CSVHeaderLocation": "GIVEN"');
  }
  return { csvDelimiter: DELIMITERS[config.choice('CSVDelimiter', DELIMITER_NAMES) ?? 'COMMA'], csvHeaders };
}

function parsePointer(config: Fields, inputType: RowFormat['inputType']): string[] | undefined {
  if (inputType !== 'JSON') return undefined;
  const pointer = config.string('ItemsPointer');
  if (pointer === undefined || pointer === '') return undefined;
  if (!pointer.startsWith('/')) {
    const message = `'${pointer}' is not a JSON pointer, which starts with a slash, as in /data/items`;
    config.problems.add(config.at('ItemsPointer'), message);
  }
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
