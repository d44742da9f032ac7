import { onOption } from '../aws/aws-options.ts';
import { readText } from '../options/readers.ts';
import { runOptions } from './run-options.ts';

const { out, timeout, retries, profile, region, state, json, help } = runOptions;

/** Says which task's run is meant; every command that takes a run id has it. */
export const ofOption = {
  placeholder: '<task>',
  help: "name of the run's task; needed only where several tasks have a run of that id",
  read: readText,
};

/** The options of `fanfold retry`. */
export const retryOptions = {
  task: {
    placeholder: '<task.ts>',
    help: "the repaired task, deployed first; its name must be the run's (default: the task as it is deployed)",
    read: readText,
  },
  out,
  'max-concurrency': {
    ...runOptions['max-concurrency'],
    help: "units in flight at most, 1 to 10,000 (default: the run's)",
  },
  'tolerated-failure-percentage': {
    ...runOptions['tolerated-failure-percentage'],
    help: "failed items, in percent of all, with which the run still succeeds, 0 to 100 (default: the run's)",
  },
  'tolerated-failure-count': {
    ...runOptions['tolerated-failure-count'],
    help: "failed items with which the run still succeeds (default: the run's)",
  },
  timeout: {
    ...timeout,
    help: "hard limit of one attempt at one item, such as '2 seconds' (default: the run's, or else the task's)",
  },
  retries: {
    ...retries,
    help: "further attempts at an item that threw, 0 to 100 (default: the run's, or else the task's)",
  },
  'item-concurrency': {
    ...runOptions['item-concurrency'],
    help: "items of a unit side by side, 1 to 1,000; over 1 the task must be idempotent (default: the run's)",
  },
  of: ofOption,
  on: onOption,
  profile,
  region,
  state,
  json,
  help,
};
