import { createHash } from 'node:crypto';
import { isObject } from '../json.ts';
import { findLabelProblem } from '../names.ts';
import type { Fields } from './fields.ts';
import { parseItemReader } from './parse-item-reader.ts';
import { parseItemBatcher, parseResultWriter } from './parse-results.ts';
import { RULES } from './rules.ts';
import type { Scope } from './scope.ts';
import type { DistributedMap } from './types.ts';

/** Reads what only a Distributed Map has. */
export function parseDistributedMap(
  name: string,
  fields: Fields,
  config: Fields | undefined,
  scope: Scope,
): DistributedMap | undefined {
  const executionType = config?.choice('ExecutionType', ['STANDARD', 'EXPRESS'], true);
  config?.refuseOthers("a Distributed Map's ProcessorConfig");
  if (scope.noDistributedMap !== undefined) fields.problems.add(fields.path, scope.noDistributedMap);
  const label = parseLabel(name, fields, scope);
  const itemReader = parseItemReader(fields);
  if (itemReader !== undefined && fields.has('Items')) {
    fields.problems.add(fields.at('Items'), "A Map has either 'ItemReader' or 'Items', not both");
  }
  const distributed = {
    label,
    itemReader,
    itemBatcher: parseItemBatcher(fields),
    resultWriter: parseResultWriter(fields),
    toleratedFailurePercentage: fields.numberTemplate(
      'ToleratedFailurePercentage',
      RULES.toleratedFailurePercentage,
    ),
    toleratedFailureCount: fields.numberTemplate('ToleratedFailureCount', RULES.toleratedFailureCount),
  };
  const processor = fields.raw('ItemProcessor');
  if (executionType === undefined || !isObject(processor)) return undefined;
  const { ProcessorConfig: _, ...childDefinition } = processor;
  return { executionType, ...distributed, childDefinition };
}

/** An absent label is made from the machine's and the state's name, so it stays the same. */
function parseLabel(name: string, fields: Fields, scope: Scope): string {
  const given = fields.string('Label');
  const label = given ?? makeLabel(`${scope.machineName}/${name}`);
  const problem = findLabelProblem(label);
  if (problem !== undefined) fields.problems.add(fields.at('Label'), problem);
  if (scope.labels.has(label)) {
    fields.problems.add(fields.at('Label'), `The label '${label}' is used twice, labels must be unique`);
  }
  scope.labels.add(label);
  return label;
}

/** A name-based UUID (version 3), which is what AWS's own generated labels look like. */
function makeLabel(name: string): string {
  const hex = createHash('md5').update(name).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-3${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20)}`;
}
