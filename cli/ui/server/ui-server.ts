import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback } from '../../../local/listen-on-loopback.ts';
import { listAllRuns, type RunIds } from '../find/list-runs.ts';
import { describeTrouble } from '../follow/describe-trouble.ts';
import { readRunFile } from '../follow/run-files.ts';
import { RunFollower } from '../follow/run-follower.ts';
import type { RunSource } from '../follow/run-source.ts';
import { checkRequest } from './check-request.ts';
import { sendEvents } from './event-stream.ts';
import { readRunPath } from './run-path.ts';
import { sendJson, sendPage, sendRunFile } from './send.ts';

/** A page that is served. */
export interface UiServer {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the page on 127.0.0.1 only, to this machine's own browser:
 * - `GET /`, `GET /runs/<task>/<runId>`: the page
 * - `GET /runs`: the latest runs as JSON
 * - `GET /runs/<task>/<runId>/events`: what a run does, as server-sent events
 * - `GET /runs/<task>/<runId>/report.html`, `report.json`, `failures.jsonl`: files of the run
 *
 * @param options.port default 0, any free port
 * @throws Error when the port is taken
 */
export async function startUiServer(options: {
  /** The pipelines whose runs are shown, as of now. */
  sources(): Promise<readonly RunSource[]>;
  port?: number;
}): Promise<UiServer> {
  const followers = new Map<string, RunFollower>();
  const ids: RunIds = new Map();
  const server = await listenOnLoopback((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 502, { message: describeTrouble(error) });
    });
  }, options.port);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = checkRequest(request);
    if (refusal !== undefined) return sendJson(response, refusal.status, { message: refusal.message });
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/runs') return sendJson(response, 200, await listAllRuns(await options.sources(), ids));
    const run = readRunPath(pathname);
    if (run === undefined || run.rest === '') return sendPage(response, pathname);
    const sources = await options.sources();
    const source = sources.find(({ pipeline }) => pipeline.task === run.task);
    if (source === undefined)
      return sendJson(response, 404, { message: `There is no task ${run.task} here.` });
    if (run.rest === 'events' && request.method === 'GET')
      return sendEvents(response, follow(source, run.runId));
    const file = readRunFile(run.rest);
    if (file !== undefined) return sendRunFile(response, source, run.runId, file);
    sendJson(response, 404, { message: `There is no ${pathname} here.` });
  }

  function follow(source: RunSource, runId: string): RunFollower {
    const key = `${source.pipeline.task}/${runId}`;
    const follower =
      followers.get(key) ?? new RunFollower(source, runId, { ids, onIdle: () => followers.delete(key) });
    followers.set(key, follower);
    return follower;
  }

  return {
    url: server.url,
    async close() {
      for (const follower of followers.values()) follower.stop();
      await server.close();
      for (const follower of followers.values()) follower.stop();
    },
  };
}
