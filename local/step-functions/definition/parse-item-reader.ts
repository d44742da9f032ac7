import type { Fields } from './fields.ts';
import { RULES } from './rules.ts';
import type { ItemReader } from './types.ts';

const RESOURCES = ['arn:aws:states:::s3:getObject'] as const;
const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;
const DELIMITER_NAMES = ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'] as const;
const HINTS = {
  ManifestType: 'ManifestType is not supported, allowed is an object of InputType CSV, JSON or JSONL',
  Transformation:
    'Transformation is not supported in ReaderConfig, allowed is one object of S3 (s3:getObject)',
  MaxItemsPath: "MaxItemsPath is a JSONPath field; with JSONata 'MaxItems' takes an expression",
};

/** Reads ItemReader: one S3 object of CSV, JSON or JSONL. */
export function parseItemReader(map: Fields): ItemReader | undefined {
  const fields = map.object('ItemReader');
  if (fields === undefined) return undefined;
  fields.choice('Resource', RESOURCES, true);
  const argumentFields = fields.object('Arguments', true);
  for (const name of ['Bucket', 'Key']) argumentFields?.template(name, true);
  for (const name of ['VersionId', 'ExpectedBucketOwner']) argumentFields?.template(name);
  argumentFields?.refuseOthers("ItemReader's Arguments");
  const template = fields.template('Arguments');
  const config = fields.object('ReaderConfig', true);
  const inputType = config?.choice('InputType', ['CSV', 'JSON', 'JSONL'], true);
  fields.refuseOthers('an ItemReader', {
    Parameters: "Parameters is a JSONPath field; with JSONata use 'Arguments'",
  });
  if (config === undefined || inputType === undefined || template === undefined) return undefined;
  const reader: ItemReader = {
    arguments: template,
    inputType,
    ...parseCsv(config, inputType),
    maxItems: config.numberTemplate('MaxItems', RULES.maxItems),
    itemsPointer: parsePointer(config, inputType),
  };
  config.refuseOthers(`a ReaderConfig of InputType ${inputType}`, HINTS);
  return reader;
}

function parseCsv(
  config: Fields,
  inputType: ItemReader['inputType'],
): Pick<ItemReader, 'csvDelimiter' | 'csvHeaders'> {
  if (inputType !== 'CSV') return { csvDelimiter: ',', csvHeaders: undefined };
  const location = config.choice('CSVHeaderLocation', ['FIRST_ROW', 'GIVEN'], true);
  const csvHeaders = config.strings('CSVHeaders', location === 'GIVEN');
  if (location === 'FIRST_ROW' && csvHeaders !== undefined) {
    config.problems.add(config.at('CSVHeaders'), 'CSVHeaders need "CSVHeaderLocation": "GIVEN"');
  }
  return { csvDelimiter: DELIMITERS[config.choice('CSVDelimiter', DELIMITER_NAMES) ?? 'COMMA'], csvHeaders };
}

function parsePointer(config: Fields, inputType: ItemReader['inputType']): string[] | undefined {
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
