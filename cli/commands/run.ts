import { relative } from 'node:path';
import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';
import { refuseAll } from '../../core/errors/problems.ts';
import type { Edge } from '../edge.ts';
import { createView } from '../progress/create-view.ts';
import { describeError } from '../report-error.ts';
import { checkRun } from '../run/check-run.ts';
import { continueCommand } from '../run/continue-command.ts';
import { executeRun } from '../run/execute-run.ts';
import { describeOutcome, describeRefusal, type RunJson } from '../run/run-json.ts';
import type { RunResult } from '../run/run-result.ts';
import { renderSummary } from '../summary/render-summary.ts';
import type { Command } from './command.ts';
import { runDetails, runOptions } from './run-options.ts';

/** `fanfold run`: a task over every item of a source. */
export const run: Command = {
  name: 'run',
  summary: 'run a task over every item of a source and fold the rows into one data set',
  positionals: '<task.ts>',
  options: runOptions,
  details: runDetails,
  async execute(args, edge) {
    const json = args.includes('--json');
    const view = createView(edge);
    let runId: string | null = null;
    try {
      const checked = await checkRun(args, edge.cwd);
      if (!checked.ok) throw refuseAll('InvalidUsage', 'fanfold run', checked.problems);
      const result = await executeRun(checked.request, edge, view, (id) => {
        runId = id;
      });
      view.close();
      if (json) printJson(edge, describeOutcome(result));
      else edge.stdout.write(summarize(result, args, edge));
      return result.outcome.status === 'SUCCEEDED' ? 0 : 1;
    } catch (error) {
      view.close();
      const refused = isFanfoldError(error) && refusalCodes.has(error.code);
      const told = describeError(error, edge);
      edge.stderr.write(`${told.text}\n`);
      if (!refused && runId !== null) {
        const command = continueCommand(edge.program, args, runId);
        edge.stderr.write(`To go on (what is committed is not run again):\n  ${command}\n`);
      }
      if (json) printJson(edge, describeRefusal(runId, refused ? 'REJECTED' : 'FAILED', told.error));
      return refused ? 2 : 1;
    }
  },
};

function summarize(result: RunResult, args: readonly string[], { cwd, program }: Edge): string {
  const { runId } = result.outcome;
  return renderSummary(result, {
    continueWith: continueCommand(program, args, runId),
    continueWithoutTolerance: continueCommand(program, args, runId, [
      'tolerated-failure-percentage',
      'tolerated-failure-count',
    ]),
    showPath: (path) => {
      const shown = relative(cwd, path);
      return shown.startsWith('..') ? path : shown;
    },
  });
}

function printJson(edge: Edge, object: RunJson): void {
  edge.stdout.write(`${JSON.stringify(object)}\n`);
}
