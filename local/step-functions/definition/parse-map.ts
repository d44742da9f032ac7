import { isObject } from '../json.ts';
import type { Fields } from './fields.ts';
import { JSONPATH_HINTS, parseAssign, parseTransition } from './parse-common.ts';
import { parseDistributedMap } from './parse-distributed.ts';
import { parseCatch, parseRetry } from './parse-errors.ts';
import { parseGraph } from './parse-graph.ts';
import { RULES } from './rules.ts';
import { collectAssigned, type Scope } from './scope.ts';
import type { MapState } from './types.ts';

const DISTRIBUTED_ONLY = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'ToleratedFailurePercentage',
  'ToleratedFailureCount',
  'Label',
];

/**
 * Reads a Map, INLINE or DISTRIBUTED.
 * @param siblings every state of the graph it is in, for the variables that an INLINE Map's states may not assign
 */
export function parseMap(name: string, fields: Fields, scope: Scope, siblings: Fields): MapState | undefined {
  const processor = fields.object('ItemProcessor', true);
  const config = processor?.object('ProcessorConfig');
  const mode = config?.choice('Mode', ['INLINE', 'DISTRIBUTED']) ?? 'INLINE';
  const state = {
    assign: parseAssign(fields, scope),
    output: fields.template('Output'),
    ...parseTransition(fields),
    retry: parseRetry(fields),
    catch: parseCatch(fields, scope),
    items: fields.template('Items'),
    itemSelector: fields.template('ItemSelector'),
    maxConcurrency: fields.numberTemplate('MaxConcurrency', RULES.maxConcurrency),
  };
  const distributed = mode === 'DISTRIBUTED' ? parseDistributedMap(name, fields, config, scope) : undefined;
  if (mode === 'INLINE') config?.refuseOthers("an INLINE Map's ProcessorConfig");
  const hints = mode === 'INLINE' ? { ...JSONPATH_HINTS, ...inlineHints() } : JSONPATH_HINTS;
  fields.refuseOthers(`a Map of mode ${mode}`, hints);
  if (processor === undefined) return undefined;
  const inner: Scope =
    distributed === undefined
      ? { ...scope, outerVariables: scope.outerVariables.union(assignedIn(siblings)) }
      : {
          ...scope,
          outerVariables: new Set(),
          noDistributedMap:
            distributed.executionType === 'EXPRESS'
              ? 'A Distributed Map is not supported inside EXPRESS children'
              : scope.noDistributedMap,
        };
  return { type: 'Map', name, ...state, processor: parseGraph(processor, inner), distributed };
}

function inlineHints(): Record<string, string> {
  return Object.fromEntries(
    DISTRIBUTED_ONLY.map((field) => [
      field,
      `${field} needs a Map whose ProcessorConfig has "Mode": "DISTRIBUTED"`,
    ]),
  );
}

function assignedIn(graph: Fields): Set<string> {
  const states = graph.raw('States');
  return isObject(states) ? collectAssigned(states) : new Set();
}
