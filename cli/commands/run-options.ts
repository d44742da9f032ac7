import { datasetCompression, datasetFormat } from '../../core/contracts/execution-input.ts';
import { awsOptions, onOption } from '../aws/aws-options.ts';
import { flag, type Option, type OptionValues } from '../options/option.ts';
import {
  readChoice,
  readDuration,
  readObjectSize,
  readPercentage,
  readRunId,
  readText,
  readWhole,
  readWholeOrAuto,
} from '../options/readers.ts';

const option = <Value>(given: Option<Value>): Option<Value> => given;

/** The options of `fanfold run`: parser, `--help` and synopsis are made of this table. */
export const runOptions = {
  input: option({
    placeholder: '<file|glob|s3://bucket/key>',
    required: true,
    help: 'the items: JSONL, CSV or a JSON array. A glob in quotes takes several files of one format, in the order of their names',
    read: readText,
  }),
  out: option({
    placeholder: '<dir>',
    help: 'put the data set, its manifest, failures.jsonl, report.html and report.json there',
    read: readText,
  }),
  format: option({
    placeholder: datasetFormat.options.join('|'),
    help: 'format of the data set (default jsonl); columns come from the output schema of the task',
    read: readChoice(datasetFormat.options),
  }),
  compress: option({
    placeholder: datasetCompression.options.join('|'),
    help: 'compression of the data set (default none): data.csv.gz, data.jsonl.zst',
    read: readChoice(datasetCompression.options),
  }),
  'max-object-size': option({
    placeholder: '<size>',
    help: "put the data set into several objects (data-00001.jsonl, …) of about this size at most, 64 MB or more, such as '1 GB' (default: one object)",
    read: readObjectSize,
  }),
  'max-concurrency': option({
    placeholder: 'N',
    help: 'units in flight at most, 1 to 10,000 (default on the local cloud: the number of cores, or what the task says if that is less)',
    read: readWhole(1, 10_000),
  }),
  'fixed-concurrency': flag({
    help: 'run --max-concurrency units at once all the time, instead of finding the best number below it',
  }),
  'unit-items': option({
    placeholder: 'N|auto',
    help: 'items per unit (default auto)',
    read: readWholeOrAuto(1, 1_000_000),
  }),
  'tolerated-failure-percentage': option({
    placeholder: 'P',
    help: 'failed items, in percent of all, with which the run still succeeds, 0 to 100 (default 0)',
    read: readPercentage,
  }),
  'tolerated-failure-count': option({
    placeholder: 'N',
    help: 'failed items with which the run still succeeds (default 0)',
    read: readWhole(0, Number.MAX_SAFE_INTEGER),
  }),
  timeout: option({
    placeholder: '<duration>',
    help: "hard limit of one attempt at one item, such as '2 seconds' (default: the task's)",
    read: readDuration,
  }),
  retries: option({
    placeholder: 'N',
    help: "further attempts at an item that threw, 0 to 100 (default: the task's)",
    read: readWhole(0, 100),
  }),
  'item-concurrency': option({
    placeholder: 'N',
    help: 'items of a unit side by side, 1 to 1,000; over 1 the task must be idempotent (default 1)',
    read: readWhole(1, 1_000),
  }),
  'run-id': option({
    placeholder: '<id>',
    help: 'name of the run. One that was started before continues: what is committed is not run again (default <task>-<date>-<time>-<random>)',
    read: readRunId,
  }),
  on: option({
    ...onOption,
    help: 'where to run: the local cloud, on this machine, or AWS, with the task as fanfold deploy or cdk deploy put it there (default local)',
  }),
  profile: option(awsOptions.profile),
  region: option(awsOptions.region),
  deployed: flag({
    help: 'with --on aws: run the code that is deployed, though the task here differs',
  }),
  prices: option({
    placeholder: '<file>',
    help: "JSON table of prices that the report counts with (default: AWS's list prices of us-east-1)",
    read: readText,
  }),
  state: option({
    placeholder: '<dir>',
    help: 'folder of the local cloud: its objects, tables and logs (default .fanfold)',
    read: readText,
  }),
  'aws-rates': flag({
    help: "apply AWS's rates on the local cloud: starts of units a second, new environments of a function, API calls",
  }),
  json: flag({ help: 'print one JSON object on stdout at the end, all else on stderr' }),
  help: flag({ short: 'h', help: 'show this' }),
};

/** What `fanfold run` was given. */
export type RunOptionValues = OptionValues<typeof runOptions>;

/** Paragraphs below the options of `fanfold run --help`. */
export const runDetails = [
  `Exit code: 0 the run SUCCEEDED; 1 it FAILED or was stopped; 2 bad usage or bad input, and nothing was started.`,
  `--json prints { runId, status, completionReason, items, units, rows, dataset, failures, report, timing, cost, error? }. status is SUCCEEDED, FAILED or REJECTED (exit code 2). What is not known is null: of a REJECTED run all but status and error (and its run id if that is certain), and a FAILED run has no dataset.`,
  `With --on aws the pipeline is found by the SSM parameter /fanfold/<task>, and no local cloud is started. Ctrl-C leaves such a run going; fanfold stop <runId> --on aws stops it.`,
  `On the local cloud Ctrl-C stops the run so that what is done is kept; fanfold stop does the same from another terminal. The same command with --run-id does the rest only. A second Ctrl-C ends the execution at once. fanfold retry runs again what failed.`,
  `Examples
  fanfold run examples/movies/task.ts --input node_modules/vega-datasets/data/movies.json
  fanfold run task.ts --input items.jsonl --format csv --compress gzip --out out
  fanfold run task.ts --input 'data/*.csv' --tolerated-failure-percentage 1 --json > run.json
  fanfold run task.ts --input s3://bucket/items.jsonl --on aws --profile dev --out out`,
];
