import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';
import { parseOptions } from '../options/parse-options.ts';
import { createView } from '../progress/create-view.ts';
import { describeError } from '../report-error.ts';
import { commandsAfterWatch, onRun } from '../run/next-commands.ts';
import { describeOutcome, describeRefusal, type RunJson } from '../run/run-json.ts';
import { renderStop } from '../stop/describe-stop.ts';
import { executeStop } from '../stop/execute-stop.ts';
import { checkWatch } from '../watch/check-watch.ts';
import { stopOptions } from '../watch/watch-options.ts';
import type { Command } from './command.ts';

/** `fanfold stop`: ends a run from another terminal. */
export const stop: Command = {
  name: 'stop',
  summary: 'stop a run from another terminal so that what is done is kept, and wait for its end',
  positionals: '<runId>',
  options: stopOptions,
  details: [
    'No item starts from then on, the run function of those that go on sees its AbortSignal, and the run ends within seconds: FAILED, with the completion reason STOPPED. fanfold retry, or the same fanfold run with --run-id, does the rest only.',
    'Ctrl-C ends the waiting; the run is stopped nevertheless.',
    'Exit code: 0 the run has ended, be it because it was stopped or before; 1 its end was not waited for, or it could not be stopped; 2 bad usage, or no such run.',
    '--json prints the same object as fanfold run, of the run as it ended; status is RUNNING if the waiting was interrupted.',
    `Example
  fanfold stop movies-20260801-120000-abcd`,
  ],
  async execute(args, edge) {
    const line = parseOptions(args, stopOptions);
    const view = createView(edge);
    const print = (object: RunJson): void => {
      if (args.includes('--json')) edge.stdout.write(`${JSON.stringify(object)}\n`);
    };
    let runId: string | null = null;
    try {
      const request = await checkWatch('stop', line, edge.cwd);
      const { answer, outcome, reportUri } = await executeStop(request, edge, view, (id) => {
        runId = id;
      });
      view.close();
      if (outcome === undefined) {
        const watch = onRun(edge.program, 'watch', request.runId, line.values);
        edge.stderr.write(`The run is being stopped; its end is not waited for. To see it:\n  ${watch}\n`);
        print(describeRefusal(request.runId, 'RUNNING'));
        return 1;
      }
      const planned = outcome.report !== null;
      const next = commandsAfterWatch(edge.program, outcome.runId, { ...line.values, planned });
      if (args.includes('--json')) print(describeOutcome(outcome, reportUri));
      else edge.stdout.write(renderStop(answer, outcome, next));
      return 0;
    } catch (error) {
      view.close();
      const told = describeError(error, edge);
      const refused = isFanfoldError(error) && refusalCodes.has(error.code);
      edge.stderr.write(`${told.text}\n`);
      print(describeRefusal(runId, refused ? 'REJECTED' : 'FAILED', told.error));
      return refused ? 2 : 1;
    }
  },
};
