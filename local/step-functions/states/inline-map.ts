import { RULES } from '../definition/rules.ts';
import type { MapState } from '../definition/types.ts';
import { Document } from '../document.ts';
import type { Thread } from '../execution/execution.ts';
import { checkSize } from '../execution/outcome.ts';
import type { Visit } from '../execution/visit.ts';
import type { JsonObject } from '../json.ts';
import { MAX_INLINE_CONCURRENCY } from '../limits.ts';
import { runBranches, takeSavedBranches } from './branches.ts';
import { evaluateNumber } from './evaluated.ts';
import { evaluateItems, type MapItem } from './items.ts';

/**
 * Map in mode INLINE: one iteration per item, within the execution.
 * @param onStarted called when MapStateStarted was recorded
 * @returns the iterations' outputs, in the items' order
 */
export async function runInlineMap(visit: Visit<MapState>, onStarted: () => void): Promise<Document> {
  const { state, thread } = visit;
  const items = await evaluateItems(visit);
  const template = state.maxConcurrency;
  const maxConcurrency =
    template === undefined ? 0 : await evaluateNumber(template, RULES.maxConcurrency, visit.bindings());
  const resumed = takeSavedBranches(visit);
  if (resumed === undefined) {
    visit.record('MapStateStarted', () => ({ mapStateStartedEventDetails: { length: items.length } }));
  }
  onStarted();
  const outputs = await runBranches(visit, {
    count: items.length,
    limit: maxConcurrency === 0 ? MAX_INLINE_CONCURRENCY : maxConcurrency,
    resumed,
    branchAt: async (index) => {
      const map = itemContext(items[index], index);
      return { graph: state.processor, input: await selectItem(visit, items[index], map), map };
    },
    onStarted: (index, line) => advance(line, 'Started', state.name, index),
    onSucceeded: (index, line) => advance(line, 'Succeeded', state.name, index),
    onFailed: (index, line) => record(line, 'Failed', line.previousEventId, state.name, index),
    onAborted: (index, line) => record(line, 'Aborted', thread.previousEventId, state.name, index),
  });
  const last = thread.previousEventId;
  visit.record('MapStateSucceeded');
  // What follows refers to the last iteration's event, as recorded on AWS.
  thread.previousEventId = last;
  return new Document(outputs.map(({ value }) => value));
}

function itemContext(item: MapItem | undefined, index: number): JsonObject {
  const { value = null, key } = item ?? {};
  return { Item: { Index: index, Value: value, ...(key === undefined ? {} : { Key: key }) } };
}

/** An iteration's input: the item, or what ItemSelector makes of it. */
async function selectItem(
  visit: Visit<MapState>,
  item: MapItem | undefined,
  map: JsonObject,
): Promise<Document> {
  const selector = visit.state.itemSelector;
  if (selector === undefined) return new Document(item?.value ?? null);
  const selected = new Document(await selector.evaluate(visit.bindings(undefined, visit.context(map))));
  checkSize(selected, visit.state.name);
  return selected;
}

type IterationEvent = 'Started' | 'Succeeded' | 'Failed' | 'Aborted';

function advance(line: Thread, event: IterationEvent, name: string, index: number): void {
  line.previousEventId = record(line, event, line.previousEventId, name, index);
}

function record(
  line: Thread,
  event: IterationEvent,
  previousEventId: number,
  name: string,
  index: number,
): number {
  return line.execution.recorder.add(`MapIteration${event}`, previousEventId, () => ({
    [`mapIteration${event}EventDetails`]: { name, index },
  }));
}
