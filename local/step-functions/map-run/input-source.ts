import { Document } from '../document.ts';
import { checkSize } from '../execution/outcome.ts';
import type { Visit } from '../execution/visit.ts';
import type { Json, JsonObject } from '../json.ts';
import { type Batch, Batcher, type BatchSettings } from './batcher.ts';
import type { ChildInput } from './item-spool.ts';
import type { Item } from './read-items.ts';
import type { DistributedMapState } from './starter.ts';

/** Items of a Map Run. */
export type Items = AsyncIterable<Item> | Iterable<Item>;

/**
 * Turns items into the inputs of children: ItemSelector on every item, in the parent's context, then ItemBatcher. The
 * same items give the same inputs with the same numbers.
 * @throws StatesError States.DataLimitExceeded for an input over 256 KiB, FieldError when ItemSelector fails
 */
export async function* makeInputs(
  visit: Visit<DistributedMapState>,
  items: Items,
  batching: BatchSettings | undefined,
): AsyncGenerator<ChildInput> {
  const batcher = batching === undefined ? undefined : new Batcher(batching);
  let index = 0;
  let sequence = 0;
  for await (const item of items) {
    await visit.services.breather.pause();
    const document = await select(visit, item, index);
    index += 1;
    const input = batcher === undefined ? toInput(document, visit) : batcher.add(document.text);
    if (input === undefined) continue;
    yield { sequence, ...input };
    sequence += 1;
  }
  const last = batcher?.end();
  if (last !== undefined) yield { sequence, ...last };
}

function toInput(document: Document, visit: Visit<DistributedMapState>): Batch {
  checkSize(document, visit.state.name);
  return { items: 1, text: document.text };
}

async function select(
  visit: Visit<DistributedMapState>,
  { value, key, source }: Item,
  index: number,
): Promise<Document> {
  const { itemSelector } = visit.state;
  if (itemSelector === undefined) return new Document(value);
  const item: Record<string, Json> = { Index: index, Value: value, Source: source };
  if (key !== undefined) item.Key = key;
  const context: JsonObject = visit.context({ Item: item });
  return new Document(await itemSelector.evaluate(visit.bindings(undefined, context)));
}
