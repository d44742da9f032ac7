import { RULES } from '../definition/rules.ts';
import type { DistributedMap, ItemBatcher } from '../definition/types.ts';
import { FieldError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { isObject, type Json } from '../json.ts';
import type { Bindings } from '../jsonata/expression.ts';
import type { Template } from '../jsonata/template.ts';
import { evaluateNumber } from '../states/evaluated.ts';
import type { BatchSettings } from './batcher.ts';
import type { DistributedMapState } from './starter.ts';
import type { Tolerance } from './tolerance.ts';

const ANY_INTEGER = { integer: true, min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
const ANY_NUMBER = { ...ANY_INTEGER, integer: false };

/** Where a ResultWriter exports to. */
export interface Destination {
  bucket: string;
  /** Without a slash at its end; may be empty. */
  prefix: string;
}

/** MaxConcurrency; 0 when absent. */
export async function evaluateMaxConcurrency(visit: Visit<DistributedMapState>): Promise<number> {
  const template = visit.state.maxConcurrency;
  return template === undefined ? 0 : await evaluateNumber(template, RULES.maxConcurrency, visit.bindings());
}

/** Both tolerances, undefined when absent, refused in AWS's words when out of range. */
export async function evaluateTolerance(
  { toleratedFailureCount, toleratedFailurePercentage }: DistributedMap,
  bindings: Bindings,
): Promise<Tolerance> {
  const count = await evaluateOptional(toleratedFailureCount, ANY_INTEGER, bindings);
  if (count !== undefined && count < 0) {
    throw new FieldError(
      'States.Runtime',
      'ToleratedFailureCount cannot be negative.',
      'ToleratedFailureCount',
    );
  }
  const percentage = await evaluateOptional(toleratedFailurePercentage, ANY_NUMBER, bindings);
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    const cause = 'ToleratedFailurePercentage must be between 0 and 100.';
    throw new FieldError('States.Runtime', cause, 'ToleratedFailurePercentage');
  }
  return { count, percentage };
}

/** MaxItems; 0 when absent, which means no limit. */
export async function evaluateMaxItems(template: Template | undefined, bindings: Bindings): Promise<number> {
  return (await evaluateOptional(template, ANY_INTEGER, bindings, true)) ?? 0;
}

/** The limits of an ItemBatcher; BatchInput is evaluated once for all batches. */
export async function evaluateBatching(batcher: ItemBatcher, bindings: Bindings): Promise<BatchSettings> {
  return {
    maxItems: await evaluateOptional(batcher.maxItemsPerBatch, RULES.maxItemsPerBatch, bindings, true),
    maxBytes: await evaluateOptional(
      batcher.maxInputBytesPerBatch,
      RULES.maxInputBytesPerBatch,
      bindings,
      true,
    ),
    batchInput: await batcher.batchInput?.evaluate(bindings),
  };
}

/** Bucket and Prefix of a ResultWriter. */
export function toDestination(value: Json): Destination {
  const { Bucket, Prefix } = isObject(value) ? value : {};
  if (typeof Bucket !== 'string' || (Prefix !== undefined && typeof Prefix !== 'string')) {
    const cause = 'The Bucket and Prefix of a ResultWriter must be strings.';
    throw new FieldError('States.Runtime', cause, 'ResultWriter/Arguments');
  }
  return { bucket: Bucket, prefix: (Prefix ?? '').replace(/\/$/, '') };
}

async function evaluateOptional(
  template: Template | undefined,
  rule: typeof ANY_INTEGER,
  bindings: Bindings,
  allowTexts = false,
): Promise<number | undefined> {
  return template === undefined ? undefined : await evaluateNumber(template, rule, bindings, allowTexts);
}
