import { resolve } from 'node:path';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { showText } from '../format/show-text.ts';
import type { ServedUi, UiRequest } from '../parts.ts';
import { openAws } from './find/open-aws.ts';
import { openLocal } from './find/open-local.ts';
import type { OpenSources } from './find/open-sources.ts';
import type { RunSource } from './follow/run-source.ts';
import { runPath } from './server/run-path.ts';
import { startUiServer } from './server/ui-server.ts';

/** Finds what is to be shown, and serves the page. */
export async function serveUi(request: UiRequest): Promise<ServedUi> {
  const { place, runId, port } = request;
  const of = request.of ?? (await nameTask(request.task));
  const named = { ...request, of };
  const open = place.on === 'local' ? await openLocal(place, named) : await openAws(place, named);
  try {
    const path = runId === undefined ? '/' : await findPath(open, runId, of);
    const server = await startUiServer({ sources: open.sources, ...(port !== undefined && { port }) }).catch(
      (error: unknown) => {
        throw namePort(error, port);
      },
    );
    return {
      url: `${server.url}${path}`,
      async close() {
        await server.close();
        open.close();
      },
    };
  } catch (error) {
    open.close();
    throw error;
  }
}

async function nameTask(module: string | undefined): Promise<string | undefined> {
  if (module === undefined) return undefined;
  const { describeTask } = await import('../../infra/describe-task.ts');
  return describeTask(resolve(module)).settings.name;
}

/** Path of the page of a run, which must be one of the sources'. */
async function findPath(
  { sources, where }: OpenSources,
  runId: string,
  of: string | undefined,
): Promise<string> {
  const found: RunSource[] = [];
  for (const source of await sources())
    if ((await source.ledger.getRun(runId)) !== undefined) found.push(source);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return runPath(only.pipeline.task, runId);
  const names = new Intl.ListFormat('en').format(found.map(({ pipeline }) => pipeline.task).sort());
  throw new FanfoldError(
    'InvalidUsage',
    only === undefined
      ? `there is no run ${runId} ${of === undefined ? '' : `of task ${of} `}${where}; without a run id the latest runs are listed`
      : `the tasks ${names} have a run ${runId} each; say which one: --of <task>`,
  );
}

function namePort(error: unknown, port: number | undefined): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  const why = code === 'EADDRINUSE' ? 'is taken' : 'may not be used by this user';
  return new FanfoldError(
    'LocalCloudFailed',
    `port ${showText(String(port))} ${why}; name another one, or leave --port out to get a free one`,
    { cause: error },
  );
}
