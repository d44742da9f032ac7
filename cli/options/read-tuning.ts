import type { StartOptions } from '../../client/create-client.ts';
import type { RunOptionValues } from '../commands/run-options.ts';

/** Settings of a run that options give. */
type TuningValues = Pick<
  RunOptionValues,
  | 'format'
  | 'compress'
  | 'max-object-size'
  | 'max-concurrency'
  | 'fixed-concurrency'
  | 'unit-items'
  | 'item-concurrency'
  | 'timeout'
  | 'retries'
>;

/** Settings of a run as the client takes them; what no option gives is the task's. */
export function readTuning(values: TuningValues): Omit<StartOptions, 'runId'> {
  return {
    format: values.format,
    compress: values.compress,
    maxObjectSize: values['max-object-size'],
    maxConcurrency: values['max-concurrency'],
    adaptiveConcurrency: values['fixed-concurrency'] ? false : undefined,
    unitItems: values['unit-items'],
    itemConcurrency: values['item-concurrency'],
    timeout: values.timeout,
    retries: values.retries,
  };
}
