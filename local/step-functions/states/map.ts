import { RULES } from '../definition/rules.ts';
import type { MapState } from '../definition/types.ts';
import { Document } from '../document.ts';
import { withErrorHandling } from '../execution/error-handling.ts';
import { checkSize, finish, type Outcome } from '../execution/outcome.ts';
import { FieldError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject } from '../json.ts';
import { MAX_INLINE_CONCURRENCY } from '../limits.ts';
import type { DistributedMapState } from '../map-run/starter.ts';
import { runBranches } from './branches.ts';
import { describeMismatch, evaluateNumber } from './evaluated.ts';

/** Map: one iteration per item, in this execution (INLINE) or as child executions of a Map Run (DISTRIBUTED). */
export function runMap(visit: Visit<MapState>): Promise<Outcome> {
  const { state } = visit;
  let started = false;
  return withErrorHandling(
    visit,
    async () => {
      const result = isDistributed(visit)
        ? await visit.services.mapRuns.run(visit, () => {
            started = true;
          })
        : await runInline(visit, () => {
            started = true;
          });
      return await finish(visit, state, result, { result: result.value });
    },
    () => {
      if (started) visit.record('MapStateFailed');
    },
  );
}

function isDistributed(visit: Visit<MapState>): visit is Visit<DistributedMapState> {
  return visit.state.distributed !== undefined;
}

/** An item and, when the items are an object's members, its key. */
export interface MapItem {
  value: Json;
  key: string | undefined;
}

/**
 * The items of a Map without ItemReader: Items, or else the state's input; an object's members count as items.
 * @throws FieldError with AWS's sentence when they are no items
 */
export async function evaluateItems(visit: Visit<MapState>): Promise<MapItem[]> {
  const { items } = visit.state;
  const value = items === undefined ? visit.input.value : await items.evaluate(visit.bindings());
  if (Array.isArray(value)) return value.map((member) => ({ value: member, key: undefined }));
  if (isObject(value) && items !== undefined) {
    return Object.entries(value).map(([key, member]) => ({ value: member, key }));
  }
  if (items === undefined) {
    const cause = `Map state input must be an array but was: ${JSON.stringify(value)}`;
    throw new FieldError('States.Runtime', cause, 'Items');
  }
  throw new FieldError(
    'States.QueryEvaluationError',
    describeMismatch(items, 'array', value),
    items.location,
  );
}

async function runInline(visit: Visit<MapState>, onStarted: () => void): Promise<Document> {
  const { state, thread } = visit;
  const items = await evaluateItems(visit);
  const template = state.maxConcurrency;
  const maxConcurrency =
    template === undefined ? 0 : await evaluateNumber(template, RULES.maxConcurrency, visit.bindings());
  visit.record('MapStateStarted', () => ({ mapStateStartedEventDetails: { length: items.length } }));
  onStarted();
  const iteration = (index: number): JsonObject => ({ name: state.name, index });
  const outputs = await runBranches(
    items.length,
    maxConcurrency === 0 ? MAX_INLINE_CONCURRENCY : maxConcurrency,
    thread,
    async (index) => {
      const item = items[index];
      if (item === undefined) throw new RangeError(`The Map '${state.name}' has no item ${index}`);
      const map: JsonObject = { Item: { Index: index, Value: item.value } };
      const input = await selectItem(visit, item.value, map);
      return { graph: state.processor, input, map };
    },
    {
      started: (index, line) => {
        line.previousEventId = line.execution.recorder.add(
          'MapIterationStarted',
          line.previousEventId,
          () => ({
            mapIterationStartedEventDetails: iteration(index),
          }),
        );
      },
      succeeded: (index, line) => {
        line.previousEventId = line.execution.recorder.add(
          'MapIterationSucceeded',
          line.previousEventId,
          () => ({ mapIterationSucceededEventDetails: iteration(index) }),
        );
      },
      failed: (index, line) => {
        line.execution.recorder.add('MapIterationFailed', line.previousEventId, () => ({
          mapIterationFailedEventDetails: iteration(index),
        }));
      },
      aborted: (index, line) => {
        line.execution.recorder.add('MapIterationAborted', thread.previousEventId, () => ({
          mapIterationAbortedEventDetails: iteration(index),
        }));
      },
    },
  );
  const last = thread.previousEventId;
  visit.record('MapStateSucceeded');
  thread.previousEventId = last;
  return new Document(outputs.map(({ value }) => value));
}

/** An iteration's input: the item, or what ItemSelector makes of it. */
async function selectItem(visit: Visit<MapState>, value: Json, map: JsonObject): Promise<Document> {
  const selector = visit.state.itemSelector;
  if (selector === undefined) return new Document(value);
  const selected = new Document(await selector.evaluate(visit.bindings(undefined, visit.context(map))));
  checkSize(selected, visit.state.name);
  return selected;
}
