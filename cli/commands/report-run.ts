import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';
import type { Edge } from '../edge.ts';
import { createView } from '../progress/create-view.ts';
import type { RunView } from '../progress/run-view.ts';
import { describeError } from '../report-error.ts';
import type { NextCommands } from '../run/next-commands.ts';
import { describeOutcome, describeRefusal, type RunJson } from '../run/run-json.ts';
import type { RunResult } from '../run/run-result.ts';
import { renderSummary } from '../summary/render-summary.ts';
import { showPathFrom } from '../summary/summary-context.ts';

/** What a command does that ends with the end of a run. */
export interface RunWork {
  json: boolean;
  /**
   * @param onRunId is to be told the run id as soon as it is certain that there is such a run
   * @returns `left` if the run goes on without this command
   */
  work(view: RunView, onRunId: (runId: string) => void): Promise<RunResult | 'left'>;
  /** What the summary suggests. */
  next(result: RunResult): NextCommands;
  /** Said after an error in mid-run, or after leaving it. */
  goOn(runId: string): { text: string; command: string };
}

/** Does it, and tells how the run ended: the summary or the JSON object, and the exit code. */
export async function reportRun(edge: Edge, { json, work, next, goOn }: RunWork): Promise<number> {
  const view = createView(edge);
  const print = (object: RunJson): void => edge.stdout.write(`${JSON.stringify(object)}\n`);
  let runId: string | null = null;
  const sayHow = (id: string): void => {
    const { text, command } = goOn(id);
    edge.stderr.write(`${text}\n  ${command}\n`);
  };
  try {
    const result = await work(view, (id) => {
      runId = id;
    });
    view.close();
    if (result === 'left') {
      if (runId !== null) sayHow(runId);
      if (json) print(describeRefusal(runId, 'RUNNING'));
      return 1;
    }
    if (json) print(describeOutcome(result.outcome, result.reportUri));
    else edge.stdout.write(renderSummary(result, { ...next(result), showPath: showPathFrom(edge.cwd) }));
    return result.outcome.status === 'SUCCEEDED' ? 0 : 1;
  } catch (error) {
    view.close();
    const refused = isFanfoldError(error) && refusalCodes.has(error.code);
    const told = describeError(error, edge);
    edge.stderr.write(`${told.text}\n`);
    if (!refused && runId !== null) sayHow(runId);
    if (json) print(describeRefusal(runId, refused ? 'REJECTED' : 'FAILED', told.error));
    return refused ? 2 : 1;
  }
}
