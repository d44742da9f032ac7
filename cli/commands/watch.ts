import { parseOptions } from '../options/parse-options.ts';
import { commandsAfterWatch, onRun } from '../run/next-commands.ts';
import { checkWatch } from '../watch/check-watch.ts';
import { executeWatch } from '../watch/execute-watch.ts';
import { watchOptions } from '../watch/watch-options.ts';
import type { Command } from './command.ts';
import { reportRun } from './report-run.ts';

/** `fanfold watch`: a run that is going on, from another terminal. */
export const watch: Command = {
  name: 'watch',
  summary: 'show a run that is going on until it ends, or tell how it ended',
  positionals: '<runId>',
  options: watchOptions,
  details: [
    'It shows what fanfold run shows, from another terminal: items, speed, and what the governor does and why. With --out it also puts the files of the run there.',
    'Ctrl-C ends watching and leaves the run alone. The local cloud is up while something uses it: fanfold run, fanfold local, or this.',
    'Exit code: 0 the run SUCCEEDED; 1 it FAILED or was stopped, or watching was interrupted; 2 bad usage, or no such run.',
    '--json prints the same object as fanfold run; status is RUNNING when watching was interrupted.',
    `Examples
  fanfold watch movies-20260801-120000-abcd
  fanfold watch nightly-7 --out out --json > run.json`,
  ],
  execute(args, edge) {
    const line = parseOptions(args, watchOptions);
    return reportRun(edge, {
      json: args.includes('--json'),
      work: async (view, onRunId) =>
        executeWatch(await checkWatch('watch', line, edge.cwd), edge, view, onRunId),
      next: ({ outcome: { runId, report } }) =>
        commandsAfterWatch(edge.program, runId, { ...line.values, planned: report !== null }),
      goOn: (runId) => ({
        text: 'The run is left alone. To watch it again:',
        command: onRun(edge.program, 'watch', runId, line.values),
      }),
    });
  },
};
