import { parseSize, type Size } from '../../core/task/size.ts';
import { awsOptions } from '../aws/aws-options.ts';
import { runOptions } from '../commands/run-options.ts';
import { flag, type Option, type Reading } from '../options/option.ts';
import { readChoice, readText } from '../options/readers.ts';
import { approvals } from './stack-deployment.ts';

const option = <Value>(given: Option<Value>): Option<Value> => given;

/** Names that CloudFormation takes for stacks. */
const readStackName = (text: string): Reading<string> =>
  /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text)
    ? { ok: true, value: text }
    : { ok: false, allowed: '1 to 128 letters, digits and dashes, starting with a letter' };

/** Memory as Lambda takes it and a task may ask for. */
const readMemory = (text: string): Reading<Size> => {
  const megabytes = (parseSize(text) ?? 0) / 1024 ** 2;
  return isSize(text) && Number.isInteger(megabytes) && megabytes >= 256 && megabytes <= 10_240
    ? { ok: true, value: text }
    : { ok: false, allowed: "a size in whole megabytes such as '512 MB', from '256 MB' to '10240 MB'" };
};

function isSize(text: string): text is Size {
  return parseSize(text) !== undefined;
}

/** The options of `fanfold deploy`. */
export const deployOptions = {
  ...awsOptions,
  stack: option({
    placeholder: '<name>',
    help: 'name of the CloudFormation stack (default fanfold-<task>)',
    read: readStackName,
  }),
  'require-approval': option({
    placeholder: approvals.join('|'),
    help: 'which changes of rights (IAM, security groups) somebody must say yes to at the terminal (default broadening)',
    read: readChoice(approvals),
  }),
  'dry-run': flag({ help: 'make the stack, say what is in it, and call nothing of AWS' }),
  'unit-items': runOptions['unit-items'],
  'max-concurrency': option({
    ...runOptions['max-concurrency'],
    help: "units in flight at most, 1 to 10,000; a cap, which a run can only lower (default: the task's, else what the account leaves free)",
  }),
  'tolerated-failure-percentage': runOptions['tolerated-failure-percentage'],
  'tolerated-failure-count': runOptions['tolerated-failure-count'],
  'item-concurrency': runOptions['item-concurrency'],
  memory: option({
    placeholder: '<size>',
    help: "memory of the unit function, '256 MB' to '10240 MB' (default: the task's, else '512 MB')",
    read: readMemory,
  }),
  prices: runOptions.prices,
  state: option({
    placeholder: '<dir>',
    help: 'folder in which the stack is made (default .fanfold)',
    read: readText,
  }),
  json: runOptions.json,
  help: runOptions.help,
};
