import { joinWords } from '../format/shell.ts';
import { parseOptions } from '../options/parse-options.ts';
import { checkRetry } from '../retry/check-retry.ts';
import { executeRetry } from '../retry/execute-retry.ts';
import { commandsAfterRetry, leaveOnAws } from '../run/next-commands.ts';
import type { Command } from './command.ts';
import { reportRun } from './report-run.ts';
import { retryOptions } from './retry-options.ts';

/** `fanfold retry`: what failed or never ran, of a run that has ended. */
export const retry: Command = {
  name: 'retry',
  summary: 'run again what failed or never ran, and only that, of a run that has ended',
  positionals: '<runId>',
  options: retryOptions,
  details: [
    'A run may have ended in any way: within its tolerance, beyond it, stopped, crashed. What succeeded is not run again. The complete data set is a new generation of the run, with the bytes that it would have if nothing had ever failed.',
    'Its source, format and units stay as they were; with --task the repaired task takes the place of the deployed one. Of a task that folds, units with failed items run again as a whole.',
    'Exit code: 0 the run SUCCEEDED; 1 it FAILED or was stopped; 2 bad usage, no such run, or it is still running, and nothing was started.',
    '--json prints the same object as fanfold run. Ctrl-C stops the run; what is done is kept.',
    `Examples
  fanfold retry movies-20260801-120000-abcd --task movies/task.ts --out out
  fanfold retry nightly-7 --timeout '10 seconds' --tolerated-failure-percentage 1`,
  ],
  execute: (args, edge) =>
    reportRun(edge, {
      json: args.includes('--json'),
      work: async (view, onRunId) => executeRetry(await checkRetry(args, edge.cwd), edge, view, onRunId),
      next: ({ outcome }) =>
        commandsAfterRetry(edge.program, args, outcome.runId, parseOptions(args, retryOptions).values),
      goOn(runId) {
        const { values } = parseOptions(args, retryOptions);
        if (values.on === 'aws') return leaveOnAws(edge.program, runId, values);
        return {
          text: 'To go on (what is committed is not run again):',
          command: `${edge.program} ${joinWords(['retry', ...args])}`,
        };
      },
    }),
};
