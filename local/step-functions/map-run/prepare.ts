import type { S3Client } from '@aws-sdk/client-s3';
import type { ItemReader } from '../definition/types.ts';
import type { Visit } from '../execution/visit.ts';
import type { Bindings } from '../jsonata/expression.ts';
import { evaluateItems } from '../states/items.ts';
import type { BatchSettings } from './batcher.ts';
import type { Items } from './input-source.ts';
import { readItems } from './read-items.ts';
import {
  type Destination,
  evaluateBatching,
  evaluateMaxConcurrency,
  evaluateMaxItems,
  evaluateTolerance,
  toDestination,
} from './settings.ts';
import type { DistributedMapState } from './starter.ts';
import type { Tolerance } from './tolerance.ts';

/** Everything that a Map state's expressions say about its Map Run. */
export interface MapRunPlan {
  maxConcurrency: number;
  tolerance: Tolerance;
  items: Items;
  batching: BatchSettings | undefined;
  /** undefined when the results are the state's own result. */
  destination: Destination | undefined;
}

/**
 * Evaluates the fields of a Distributed Map in AWS's order: MaxConcurrency and Items before MapStateStarted, the rest
 * after it. Reading begins with the run itself.
 * @param onStarted called between the two, to record MapStateStarted with that length
 * @throws FieldError when a field's value is wrong
 */
export async function prepareMapRun(
  visit: Visit<DistributedMapState>,
  s3: S3Client,
  onStarted: (length: number) => void,
): Promise<MapRunPlan> {
  const { distributed } = visit.state;
  const maxConcurrency = await evaluateMaxConcurrency(visit);
  const given = distributed.itemReader === undefined ? await evaluateItems(visit) : [];
  onStarted(given.length);
  const bindings = visit.bindings();
  const { itemReader, itemBatcher, resultWriter } = distributed;
  return {
    maxConcurrency,
    tolerance: await evaluateTolerance(distributed, bindings),
    items:
      itemReader === undefined
        ? given.map((item) => ({ ...item, source: 'STATE_DATA' }))
        : await prepareReader(itemReader, s3, bindings),
    batching: itemBatcher === undefined ? undefined : await evaluateBatching(itemBatcher, bindings),
    destination:
      resultWriter?.arguments === undefined
        ? undefined
        : toDestination(await resultWriter.arguments.evaluate(bindings)),
  };
}

async function prepareReader(reader: ItemReader, s3: S3Client, bindings: Bindings): Promise<Items> {
  const args = await reader.arguments.evaluate(bindings);
  const maxItems = await evaluateMaxItems(reader.maxItems, bindings);
  return readItems(s3, reader, args, maxItems);
}
