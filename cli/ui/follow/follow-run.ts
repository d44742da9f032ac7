import { setTimeout as wait } from 'node:timers/promises';
import { describeExecution } from '../../../aws/executions.ts';
import { awaitExecutionEnd } from '../../../client/execution-end.ts';
import { noSuchRun } from '../../../client/retry-run.ts';
import type { UiEvent } from '../events.ts';
import { findExecution } from '../find/find-execution.ts';
import type { RunIds } from '../find/list-runs.ts';
import { RunModel } from '../model/run-model.ts';
import { FailureReader } from './failure-reader.ts';
import { createPollPause } from './poll-pause.ts';
import { createPoller } from './poll-run.ts';
import { readEnd } from './read-end.ts';
import type { RunSource } from './run-source.ts';

/** What is known of the execution that is followed. */
export interface RunFeed {
  snapshot(): UiEvent[];
}

/** Who is told. */
export interface FollowOptions {
  signal: AbortSignal;
  /** Run ids of executions that are known already. */
  ids: RunIds;
  /** Another execution is followed from now on: a snapshot of it is due. */
  begin(feed: RunFeed): void;
  tell(events: readonly UiEvent[]): void;
}

/** Between looks for another execution of a run that has ended. */
const endedMs = 2_000;

/**
 * Follows the run's current execution until it ends and another one of the same run begins.
 * @throws FanfoldError `InvalidUsage` when there is no such run; the signal's AbortError
 */
export async function followRun(source: RunSource, runId: string, options: FollowOptions): Promise<void> {
  const { signal, ids, begin, tell } = options;
  const executionArn = await findArn(source, runId, ids);
  const { startedAt } = await describeExecution(source.clients.sfn, executionArn);
  const model = new RunModel({ task: source.pipeline.task, runId, startedAt });
  const failures = new FailureReader(source, runId);
  const following = new AbortController();
  const stop = AbortSignal.any([signal, following.signal]);
  let end: UiEvent | undefined;
  let last: UiEvent | undefined;
  const snapshot = (): UiEvent[] => [...model.snapshot(), last, end].filter((event) => event !== undefined);
  let over = false;
  const ended = awaitExecutionEnd(source.clients.sfn, executionArn, stop).finally(() => {
    over = true;
  });
  ended.catch(() => {}); // Told where it is awaited.
  try {
    const poll = createPoller(source, { runId, executionArn }, model, failures);
    const pause = createPollPause();
    for (;;) {
      const isLast = over;
      const began = Date.now();
      const { events, news } = await poll();
      const now = describeFailures(model, failures);
      const isFirst = last === undefined;
      if (JSON.stringify(now.data) !== JSON.stringify(last?.data)) events.push(now);
      last = now;
      if (isFirst) begin({ snapshot });
      else tell(events);
      if (isLast) break;
      const next = pause({ news, tookMs: Date.now() - began });
      const waiting = new AbortController();
      await Promise.race([
        ended.catch(() => {}),
        wait(next, undefined, { signal: AbortSignal.any([stop, waiting.signal]) }).catch(() => {}),
      ]);
      waiting.abort();
      signal.throwIfAborted();
    }
    const [event] = await Promise.all([
      readEnd(source, { runId, executionArn }, await ended),
      failures.readAll(),
    ]);
    const failed = describeFailures(model, failures);
    end = event;
    last = failed;
    const notes = failures.note === undefined ? [] : model.takeNotes([failures.note]);
    tell([...model.end(), failed, ...notes, event]);
    await awaitNextExecution(source, runId, executionArn, signal);
  } finally {
    following.abort();
  }
}

/** An execution may have been started of which Plan has written nothing yet. */
async function findArn(source: RunSource, runId: string, ids: RunIds): Promise<string> {
  const run = await source.ledger.getRun(runId);
  const executionArn = run?.executionArn ?? (await findExecution(source, runId, ids));
  if (executionArn === undefined) throw noSuchRun(runId, source.pipeline.task);
  return executionArn;
}

function describeFailures(model: RunModel, { groups }: FailureReader): UiEvent & { name: 'failures' } {
  return {
    name: 'failures',
    data: { failed: model.failed, grouped: groups.count, groups: groups.groups },
  };
}

async function awaitNextExecution(
  { ledger }: RunSource,
  runId: string,
  executionArn: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await wait(endedMs, undefined, { signal });
    const run = await ledger.getRun(runId);
    if (run !== undefined && run.executionArn !== executionArn) return;
  }
}
