import { isObject, type Json, parseJson } from '../json.ts';
import { MAX_DEFINITION_LENGTH } from '../limits.ts';
import { Fields } from './fields.ts';
import { parseGraph } from './parse-graph.ts';
import { type Problem, Problems } from './problems.ts';
import { RULES } from './rules.ts';
import type { Machine } from './types.ts';

/** A definition that can run, or everything that is wrong with it. */
export type ParsedMachine =
  | { machine: Machine; problems: readonly [] }
  | { machine: undefined; problems: readonly Problem[] };

/**
 * Reads a definition of the Amazon States Language. Everything that it holds and that isn't supported is a problem;
 * nothing is ignored.
 * @param machineName from which absent labels of Distributed Maps are made
 */
export function parseMachine(definition: string, machineName: string): ParsedMachine {
  const problems = new Problems();
  const json = readJson(definition, problems);
  if (json === undefined) return { machine: undefined, problems: problems.all };
  if (!isObject(json)) {
    problems.add('/', 'The definition must be a JSON object');
    return { machine: undefined, problems: problems.all };
  }
  const fields = new Fields(json, '/', '', problems);
  const version = fields.string('Version');
  if (version !== undefined && version !== '1.0') {
    problems.add('/Version', `'Version' is ${version}, allowed is 1.0`);
  }
  const graph = parseGraph(
    fields,
    {
      problems,
      machineName,
      queryLanguage: fields.choice('QueryLanguage', ['JSONata', 'JSONPath']) ?? 'JSONPath',
      stateNames: new Set(),
      labels: new Set(),
      outerVariables: new Set(),
      noDistributedMap: undefined,
    },
    ['Version', 'QueryLanguage', 'TimeoutSeconds'],
  );
  const timeoutSeconds = fields.number('TimeoutSeconds', RULES.timeoutSeconds);
  fields.refuseOthers('a state machine');
  if (problems.all.length > 0) return { machine: undefined, problems: problems.all };
  return { machine: { ...graph, timeoutSeconds }, problems: [] };
}

function readJson(definition: string, problems: Problems): Json | undefined {
  if (definition.length > MAX_DEFINITION_LENGTH) {
    const message = `The definition has ${definition.length} characters, allowed are ${MAX_DEFINITION_LENGTH}`;
    problems.add('/', message);
    return undefined;
  }
  try {
    return parseJson(definition);
  } catch (thrown) {
    problems.add('/', thrown instanceof Error ? thrown.message : String(thrown), 'INVALID_JSON_DESCRIPTION');
    return undefined;
  }
}
