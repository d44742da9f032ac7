import { resolve } from 'node:path';
import type { RetryOptions } from '../../client/retry-run.ts';
import { refuseAll } from '../../core/errors/problems.ts';
import { retryOptions } from '../commands/retry-options.ts';
import { parseOptions } from '../options/parse-options.ts';
import { readRunArgument } from '../options/read-run-argument.ts';
import { checkFolder } from '../run/check-folder.ts';
import { checkTask } from '../run/check-run.ts';
import type { WantedRun } from '../run/find-run.ts';
import { type RunPlace, readPlace } from '../run/run-place.ts';
import { checkStateFolder } from '../verify/check-state-folder.ts';

/** A `fanfold retry` that holds: everything about it has been checked that can be without starting anything. */
export interface RetryRequest extends WantedRun {
  /** Module of the repaired task, if one is given. */
  task: string | undefined;
  place: RunPlace;
  out: string | undefined;
  tuning: RetryOptions;
}

/**
 * Checks the whole command line of `fanfold retry`; starts and writes nothing.
 * @throws FanfoldError `InvalidUsage` naming every problem
 */
export async function checkRetry(args: readonly string[], cwd: string): Promise<RetryRequest> {
  const { values, positionals, problems } = parseOptions(args, retryOptions);
  const argument = readRunArgument('retry', positionals);
  problems.push(...argument.problems);
  if (values.task !== undefined) problems.push(...(await checkTask(values.task, cwd)));
  const out = values.out === undefined ? undefined : resolve(cwd, values.out);
  if (out !== undefined) problems.push(...(await checkFolder('--out', out)));
  const { place, problems: misplaced } = readPlace(values, cwd);
  problems.push(...misplaced);
  if (place.on === 'local') problems.push(...(await checkStateFolder(place.stateDir)));
  else if (values.task !== undefined)
    problems.push(
      '--task is of the local cloud; on AWS deploy the repaired task first: fanfold deploy <task.ts>',
    );
  if (problems.length > 0) throw refuseAll('InvalidUsage', 'fanfold retry', problems);
  return {
    runId: argument.runId,
    of: values.of,
    task: values.task === undefined ? undefined : resolve(cwd, values.task),
    place,
    out,
    tuning: {
      maxConcurrency: values['max-concurrency'],
      toleratedFailurePercentage: values['tolerated-failure-percentage'],
      toleratedFailureCount: values['tolerated-failure-count'],
      itemConcurrency: values['item-concurrency'],
      timeout: values.timeout,
      retries: values.retries,
    },
  };
}
