import { refuseAll } from '../../core/errors/problems.ts';
import { parseOptions } from '../options/parse-options.ts';
import { checkRun } from '../run/check-run.ts';
import { continueCommand } from '../run/continue-command.ts';
import { executeRun } from '../run/execute-run.ts';
import { commandsAfterRun, leaveOnAws } from '../run/next-commands.ts';
import type { Command } from './command.ts';
import { reportRun } from './report-run.ts';
import { runDetails, runOptions } from './run-options.ts';

/** `fanfold run`: a task over every item of a source. */
export const run: Command = {
  name: 'run',
  summary: 'run a task over every item of a source and fold the rows into one data set',
  positionals: '<task.ts>',
  options: runOptions,
  details: runDetails,
  execute: (args, edge) =>
    reportRun(edge, {
      json: args.includes('--json'),
      async work(view, onRunId) {
        const checked = await checkRun(args, edge.cwd);
        if (!checked.ok) throw refuseAll('InvalidUsage', 'fanfold run', checked.problems);
        return executeRun(checked.request, edge, view, onRunId);
      },
      next: ({ outcome }) => commandsAfterRun(edge.program, args, outcome.runId),
      goOn(runId) {
        const { values } = parseOptions(args, runOptions);
        if (values.on === 'aws') return leaveOnAws(edge.program, runId, values);
        return {
          text: 'To go on (what is committed is not run again):',
          command: continueCommand(edge.program, args, runId),
        };
      },
    }),
};
