import type { SFNClient } from '@aws-sdk/client-sfn';
import { isExecutionRunning } from '../../aws/executions.ts';
import type { Ledger, RunRow, RunSettings } from '../../aws/ledger/index.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { listSome, showValue } from '../../core/errors/problems.ts';
import { showText } from '../../core/errors/show-text.ts';

/** A run as this execution asks for it. */
export type RunRequest = Pick<RunRow, 'runId' | 'task' | 'executionArn' | 'source' | 'settings' | 'openedAt'>;

/** How a run id was opened. */
export type OpenedRun =
  /** Its units have to be planned. */
  | { kind: 'new'; row: RunRow }
  /** It was planned before; what isn't committed is left to do. */
  | { kind: 'resumed'; row: RunRow }
  /** It succeeded before, with the same source and settings. */
  | { kind: 'complete'; row: RunRow };

/**
 * Opens a run id for one execution. Two executions never hold the same epoch: opening is a conditional write.
 * @throws FanfoldError `RunInProgress` (another execution of it is running), `SourceDiffers` (it was made from
 * something else)
 */
export async function openRun(ledger: Ledger, sfn: SFNClient, request: RunRequest): Promise<OpenedRun> {
  const before = await ledger.getRun(request.runId);
  const fresh: RunRow = { ...request, status: 'PLANNING', epoch: 1, generation: 1, shards: 1 };
  if (before === undefined) return { kind: 'new', row: await put(ledger, fresh, undefined) };
  if (before.status === 'REJECTED')
    return { kind: 'new', row: await put(ledger, { ...fresh, epoch: before.epoch + 1 }, before.epoch) };
  if (before.executionArn === request.executionArn) {
    // The same execution asks again: its Plan was retried.
    return { kind: before.status === 'PLANNING' ? 'new' : 'resumed', row: before };
  }
  if (before.status !== 'SUCCEEDED' && (await isExecutionRunning(sfn, before.executionArn))) {
    throw new FanfoldError(
      'RunInProgress',
      `Run ${request.runId} is still running as ${before.executionArn}; wait for it, stop it, or choose another run id`,
    );
  }
  refuseOtherSource(before, request);
  if (before.status === 'SUCCEEDED') {
    refuseOtherSettings(before, request.settings);
    return { kind: 'complete', row: before };
  }
  const { executionArn, settings } = request;
  const row: RunRow = { ...before, executionArn, settings, epoch: before.epoch + 1 };
  delete row.sealed;
  delete row.ending;
  if (before.items === undefined)
    return { kind: 'new', row: await put(ledger, { ...row, status: 'PLANNING' }, before.epoch) };
  return { kind: 'resumed', row: await put(ledger, { ...row, status: 'RUNNING' }, before.epoch) };
}

async function put(ledger: Ledger, row: RunRow, previousEpoch: number | undefined): Promise<RunRow> {
  if (await ledger.putRun(row, previousEpoch)) return row;
  throw new FanfoldError(
    'RunInProgress',
    `Run ${row.runId} was opened by another execution at the same moment; wait for it or choose another run id`,
  );
}

function refuseOtherSource(before: RunRow, request: RunRequest): void {
  const identity = (row: Pick<RunRow, 'source'>) =>
    JSON.stringify(row.source.map(({ uri, etag }) => [uri, etag]));
  if (identity(before) === identity(request)) return;
  const names = (row: Pick<RunRow, 'source'>) =>
    listSome(row.source.map(({ uri, etag }) => `${showText(uri)} (ETag ${showText(etag)})`));
  throw new FanfoldError(
    'SourceDiffers',
    `Run ${request.runId} was made from ${names(before)}, and now its source is ${names(request)}; choose another run id for another source`,
  );
}

function refuseOtherSettings(before: RunRow, now: RunSettings): void {
  const then = new Map<string, unknown>(Object.entries(before.settings));
  const current = new Map<string, unknown>(Object.entries(now));
  const changed = [...new Set([...then.keys(), ...current.keys()])].filter(
    (name) => then.get(name) !== current.get(name),
  );
  if (changed.length === 0) return;
  const list = changed.map(
    (name) => `${name} was ${showValue(then.get(name))}, now ${showValue(current.get(name))}`,
  );
  throw new FanfoldError(
    'SourceDiffers',
    `Run ${before.runId} succeeded already with other settings (${list.join('; ')}); choose another run id`,
  );
}
