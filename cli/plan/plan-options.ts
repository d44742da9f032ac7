import { onOption } from '../aws/aws-options.ts';
import { runOptions } from '../commands/run-options.ts';
import type { Option, OptionValues } from '../options/option.ts';
import { readChoice, readDuration, readText, readWhole } from '../options/readers.ts';

const {
  input,
  format,
  compress,
  timeout,
  retries,
  profile,
  region,
  state,
  help,
  'max-object-size': maxObjectSize,
  'unit-items': unitItems,
  'max-concurrency': maxConcurrency,
  'fixed-concurrency': fixedConcurrency,
  'item-concurrency': itemConcurrency,
} = runOptions;

const option = <Value>(given: Option<Value>): Option<Value> => given;

/** Items of a pilot at most: it is to be a look, not a run. */
const mostPilotItems = 100_000;

/** The options of `fanfold plan`: those of `run` that change a plan, and where times come from. */
export const planOptions = {
  input,
  'item-time': option({
    placeholder: '<duration>',
    help: "what one item takes, such as '120 ms'",
    read: readDuration,
  }),
  pilot: option({
    placeholder: 'N',
    help: 'run N items here, spread over the source, for their times. Their rows are thrown away; what else the task does has happened',
    read: readWhole(1, mostPilotItems),
  }),
  on: option({
    placeholder: 'local|aws',
    help: 'what the prediction is for: AWS, with the default quota of 1,000 Lambdas at once, or this machine (default aws)',
    read: onOption.read,
  }),
  format,
  compress,
  'max-object-size': maxObjectSize,
  'max-concurrency': option({
    ...maxConcurrency,
    help: 'units in flight at most, 1 to 10,000 (default: what the task says, else 990 on AWS and the number of cores here)',
  }),
  'fixed-concurrency': fixedConcurrency,
  'unit-items': unitItems,
  'item-concurrency': itemConcurrency,
  timeout,
  retries,
  'child-type': option({
    placeholder: 'standard|express',
    help: 'child workflows that the pipeline has (default standard)',
    read: readChoice(['standard', 'express']),
  }),
  prices: option({
    placeholder: '<file>',
    help: "JSON table of prices (default: AWS's list prices of us-east-1)",
    read: readText,
  }),
  profile,
  region,
  state,
  json: option({ ...runOptions.json, help: 'print one JSON object on stdout, all else on stderr' }),
  help,
};

/** What `fanfold plan` was given. */
export type PlanOptionValues = OptionValues<typeof planOptions>;
