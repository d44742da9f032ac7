import type { Fields } from './fields.ts';
import { parseRowFormat } from './parse-row-format.ts';
import { RULES } from './rules.ts';
import type { ItemReader, ReaderContent } from './types.ts';

const GET_OBJECT = 'arn:aws:states:::s3:getObject';
const LIST_OBJECTS = 'arn:aws:states:::s3:listObjectsV2';
const INPUT_TYPES = ['CSV', 'JSON', 'JSONL'] as const;
const HINTS = {
  ManifestType:
    "ManifestType is only supported as S3_INVENTORY, with s3:getObject and without an 'InputType'; of Athena only single files",
  Transformation: 'Transformation needs the Resource arn:aws:states:::s3:listObjectsV2',
  InputType: '\'InputType\' needs "Transformation": "LOAD_AND_FLATTEN" with s3:listObjectsV2',
  MaxItemsPath: "MaxItemsPath is a JSONPath field; with JSONata 'MaxItems' takes an expression",
};

/**
 * Reads ItemReader: one S3 object of CSV, JSON or JSONL, an S3 Inventory by its manifest, or a listing of objects, as
 * it is or with what is in them (LOAD_AND_FLATTEN).
 */
export function parseItemReader(map: Fields): ItemReader | undefined {
  const fields = map.object('ItemReader');
  if (fields === undefined) return undefined;
  const resource = fields.choice('Resource', [GET_OBJECT, LIST_OBJECTS], true);
  parseArguments(fields, resource === LIST_OBJECTS);
  const template = fields.template('Arguments');
  const config = fields.object('ReaderConfig', resource === GET_OBJECT);
  fields.refuseOthers('an ItemReader', {
    Parameters: "Parameters is a JSONPath field; with JSONata use 'Arguments'",
  });
  if (resource === undefined) return undefined;
  const content = resource === LIST_OBJECTS ? parseListing(config) : parseObject(config);
  const maxItems = config?.numberTemplate('MaxItems', RULES.maxItems);
  config?.refuseOthers(`a ReaderConfig of ${describe(content)}`, HINTS);
  return content === undefined || template === undefined
    ? undefined
    : { arguments: template, maxItems, content };
}

function parseArguments(reader: Fields, isListing: boolean): void {
  const fields = reader.object('Arguments', true);
  fields?.template('Bucket', true);
  if (isListing) fields?.template('Prefix');
  else {
    fields?.template('Key', true);
    for (const name of ['VersionId', 'ExpectedBucketOwner']) fields?.template(name);
  }
  fields?.refuseOthers(`ItemReader's Arguments for ${isListing ? 's3:listObjectsV2' : 's3:getObject'}`);
}

function parseObject(config: Fields | undefined): ReaderContent | undefined {
  if (config === undefined) return undefined;
  if (config.has('ManifestType') && !config.has('InputType')) {
    return config.choice('ManifestType', ['S3_INVENTORY']) === undefined ? undefined : { kind: 'inventory' };
  }
  const inputType = config.choice('InputType', [...INPUT_TYPES, 'MANIFEST'], true);
  if (inputType === undefined) return undefined;
  if (inputType === 'MANIFEST') return { kind: 'inventory' };
  return { kind: 'object', format: parseRowFormat(config, inputType) };
}

function parseListing(config: Fields | undefined): ReaderContent | undefined {
  const transformation = config?.choice('Transformation', ['NONE', 'LOAD_AND_FLATTEN']) ?? 'NONE';
  if (config === undefined || transformation === 'NONE') return { kind: 'listing' };
  const inputType = config.choice('InputType', INPUT_TYPES, true);
  if (inputType === undefined) return undefined;
  return { kind: 'listedObjects', format: parseRowFormat(config, inputType) };
}

function describe(content: ReaderContent | undefined): string {
  switch (content?.kind) {
    case 'object':
    case 'listedObjects':
      return `InputType ${content.format.inputType}`;
    case 'listing':
      return 's3:listObjectsV2';
    case 'inventory':
      return 'an S3 Inventory';
    case undefined:
      return 'this ItemReader';
  }
}
