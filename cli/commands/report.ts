import { resolve } from 'node:path';
import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';
import type { Edge } from '../edge.ts';
import { parseOptions } from '../options/parse-options.ts';
import { createView } from '../progress/create-view.ts';
import { executeReport, type FetchedReport } from '../report/execute-report.ts';
import { describeSaved, type ReportJson } from '../report/report-json.ts';
import { describeError } from '../report-error.ts';
import { onRun } from '../run/next-commands.ts';
import { showPathFrom } from '../summary/summary-context.ts';
import { renderFacts } from '../summary/table.ts';
import { checkWatch } from '../watch/check-watch.ts';
import { watchOptions } from '../watch/watch-options.ts';
import type { Command } from './command.ts';

const reportOptions = {
  ...watchOptions,
  out: {
    ...watchOptions.out,
    help: 'put report.html, report.json and failures.jsonl there (default report-<runId>)',
  },
};

/** `fanfold report`: a run's report as files. */
export const report: Command = {
  name: 'report',
  summary: 'get the report of a run: a page for people, JSON for programs, the failed items',
  positionals: '<runId>',
  options: reportOptions,
  details: [
    'report.html is one file without scripts that needs no network. Of a run that was stopped or failed before its report was made, it is made now. A run that goes on is watched to its end first; Ctrl-C leaves it alone.',
    'Exit code: 0 the report is there, however the run ended; 1 it could not be got, or the end of the run was not waited for; 2 bad usage, or no such run.',
    '--json prints { runId, status, report: { html, json, failures }, error? }. What is not known is null.',
    `Examples
  fanfold report movies-20260801-120000-abcd
  fanfold report nightly-7 --out out --json`,
  ],
  async execute(args, edge) {
    const line = parseOptions(args, reportOptions);
    const view = createView(edge);
    const json = args.includes('--json');
    const print = (object: ReportJson): void => {
      if (json) edge.stdout.write(`${JSON.stringify(object)}\n`);
    };
    let runId: string | null = null;
    try {
      const request = await checkWatch('report', line, edge.cwd);
      const out = request.out ?? resolve(edge.cwd, `report-${request.runId}`);
      const fetched = await executeReport({ ...request, out }, edge, view, (id) => {
        runId = id;
      });
      view.close();
      if (fetched === 'left') {
        const again = onRun(edge.program, 'report', request.runId, line.values);
        edge.stderr.write(`The run is left alone. To get its report when it has ended:\n  ${again}\n`);
        print({ runId, status: 'RUNNING', report: null });
        return 1;
      }
      print(describeSaved(fetched.outcome, fetched.saved));
      if (!json) edge.stdout.write(renderSaved(fetched, edge));
      return 0;
    } catch (error) {
      view.close();
      const told = describeError(error, edge);
      const refused = isFanfoldError(error) && refusalCodes.has(error.code);
      edge.stderr.write(`${told.text}\n`);
      print({ runId, status: refused ? 'REJECTED' : null, report: null, error: told.error });
      return refused ? 2 : 1;
    }
  },
};

function renderSaved({ outcome, saved }: FetchedReport, edge: Edge): string {
  const showPath = showPathFrom(edge.cwd);
  const facts = renderFacts([
    ['Report', saved.page === undefined ? 'no page: an earlier version made it' : showPath(saved.page)],
    ['For programs', showPath(saved.report)],
    ['Failures', showPath(saved.failures)],
  ]);
  return `${outcome.status}  ${outcome.runId}\n\n${facts.join('\n')}\n`;
}
