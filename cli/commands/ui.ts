import { once } from 'node:events';
import { isFanfoldError } from '../../core/errors/fanfold-error.ts';
import type { Edge } from '../edge.ts';
import { parseOptions } from '../options/parse-options.ts';
import type { UiPlace } from '../parts.ts';
import { describeError } from '../report-error.ts';
import { checkUi, type UiLine } from '../ui/check-ui.ts';
import { uiOptions } from '../ui/ui-options.ts';
import type { Command } from './command.ts';

/** Codes of ends at which nothing was served because of what was given. */
const badUsage: ReadonlySet<string> = new Set(['InvalidUsage', 'InvalidTask']);

/** `fanfold ui`: a run, live, in the browser. */
export const ui: Command = {
  name: 'ui',
  summary: 'show a run live on a web page of this machine until Ctrl-C',
  positionals: '[<runId>]',
  options: uiOptions,
  details: [
    'The page shows progress, throughput, the concurrency limit against the units that run, what the governor decided and why, the units by their duration, the slowest ones, and failures by code and message. Without a run id it lists the latest runs.',
    'It is served on 127.0.0.1 only, and only shows. The address is printed on stdout, all else on stderr. Ctrl-C ends the page and leaves the run alone. The local cloud is up while something uses it: fanfold run, fanfold local, or this.',
    'With --on aws it finds pipelines by their SSM parameters /fanfold/<task>, with your AWS profile.',
    'Exit code: 0 ended by Ctrl-C or SIGTERM; 1 it could not start, or the local cloud ended; 2 bad usage, or no such run.',
    `Examples
  fanfold ui
  fanfold ui nightly-7 --port 8080
  fanfold ui --on aws --of flight-delays`,
  ],
  async execute(args, edge) {
    try {
      await serve(await checkUi(parseOptions(args, uiOptions), edge.cwd), edge);
      return 0;
    } catch (error) {
      edge.stderr.write(`${describeError(error, edge).text}\n`);
      return isFanfoldError(error) && badUsage.has(error.code) ? 2 : 1;
    }
  },
};

async function serve(line: UiLine, edge: Edge): Promise<void> {
  const { place } = line;
  if (place.on === 'aws') return show(line, place, edge);
  const { stateDir } = place;
  const log = (text: string): void => edge.stderr.write(`${text}\n`);
  const cloud = await edge.parts.openLocalCloud({ stateDir, keep: true, log });
  try {
    // Says why, before the requests that then fail do.
    await Promise.race([
      show(line, { on: 'local', cloud, stateDir }, edge),
      cloud.lost.then((reason) => Promise.reject(reason)),
    ]);
  } finally {
    await cloud.close();
  }
}

async function show(line: UiLine, place: UiPlace, edge: Edge): Promise<void> {
  const served = await edge.parts.serveUi({ ...line, place, program: edge.program });
  try {
    const what = line.runId === undefined ? 'The latest runs are' : `Run ${line.runId} is`;
    edge.stderr.write(`${what} shown here until Ctrl-C:\n`);
    edge.stdout.write(`${served.url}\n`);
    if (!edge.interrupt.aborted) await once(edge.interrupt, 'abort');
  } finally {
    await served.close();
  }
}
