import { onOption } from '../aws/aws-options.ts';
import { ofOption } from '../commands/retry-options.ts';
import { runOptions } from '../commands/run-options.ts';
import { readText, readWhole } from '../options/readers.ts';

const { profile, region, state, help } = runOptions;

/** The options of `fanfold ui`. */
export const uiOptions = {
  of: { ...ofOption, help: 'name of the task whose runs are shown (default: all tasks)' },
  task: {
    placeholder: '<task.ts>',
    help: 'the same by the task’s module',
    read: readText,
  },
  port: {
    placeholder: 'N',
    help: 'port of 127.0.0.1 on which the page is served, 1 to 65,535 (default: a free one)',
    read: readWhole(1, 65_535),
  },
  on: { ...onOption, help: 'where the runs are: the local cloud, on this machine, or AWS (default local)' },
  profile,
  region,
  state,
  help,
};
