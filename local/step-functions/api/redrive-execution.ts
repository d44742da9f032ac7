import { parseArn } from '../arns.ts';
import { parseMachine } from '../definition/parse-machine.ts';
import type { Machine } from '../definition/types.ts';
import { whyNotRedrivable } from '../execution/redrivable.ts';
import type { JsonObject } from '../json.ts';
import type { ExecutionRecord } from '../store/execution-record.ts';
import { ApiError, checkOpenExecutions, validationError } from './errors.ts';
import { type ExecutionContext, findExecution } from './execution-context.ts';
import { toSeconds } from './pages.ts';
import type { ApiRequest } from './request.ts';

/** Tokens that an execution remembers, and for how many milliseconds. */
const TOKENS = 10;
const TOKEN_LIFE_MS = 15 * 60_000;
/** Its process was killed within its first second, or an earlier version of the local cloud ran it. */
const NOT_TAKEN_DOWN = 'The local Step Functions have not taken down where the execution stood';

/**
 * RedriveExecution: an execution of the top level that FAILED, was ABORTED or TIMED_OUT goes on from the state that
 * didn't succeed, with the definition that it started with. A client token that has redriven it within 15 minutes
 * gets the same answer, whatever has become of the execution since.
 */
export async function redriveExecution(context: ExecutionContext, request: ApiRequest): Promise<JsonObject> {
  refuseLabel(request);
  const found = await findExecution(context, request, false);
  if (found.kind !== 'top') throw labelled();
  const { record } = found;
  const token = request.optionalText('clientToken', { min: 1, max: 64 });
  const { redriveCount } = record;
  // Read before everything is checked, since checking and marking must not be torn apart.
  const attempt = await context.executions.readEarlier(record);
  // Another call was faster: what was read may be of the attempt before.
  if (record.redriveCount !== redriveCount) return await redriveExecution(context, request);
  const now = context.now();
  const earlier = record.redriveTokens.find(
    (used) => used.token === token && now - used.date < TOKEN_LIFE_MS,
  );
  if (earlier !== undefined) return { redriveDate: toSeconds(earlier.date) };
  const reason = whyNotRedrivableHere(context, record);
  if (reason !== undefined) throw notRedrivable(record.arn, reason);
  if (attempt === undefined) throw notRedrivable(record.arn, NOT_TAKEN_DOWN);
  checkOpenExecutions(context.executions.open);
  const machine = compile(record);
  markRedriven(record, token, now);
  await context.executions.redrive(record, machine, attempt);
  return { redriveDate: toSeconds(now) };
}

/** Why an execution of the top level can't be redriven; what AWS can't run into comes last. */
export function whyNotRedrivableHere(context: ExecutionContext, record: ExecutionRecord): string | undefined {
  const reason = whyNotRedrivable(record, context.now());
  if (reason !== undefined) return reason;
  if (context.machines.find(record.stateMachineArn) === undefined) {
    return `State machine ${record.stateMachineArn} does not exist`;
  }
  return record.resumable ? undefined : NOT_TAKEN_DOWN;
}

/** RUNNING again at once, so that a second redrive is refused. */
function markRedriven(record: ExecutionRecord, token: string | undefined, now: number): void {
  record.status = 'RUNNING';
  record.redriveCount += 1;
  record.redriveDate = now;
  delete record.stopDate;
  delete record.error;
  delete record.cause;
  if (token !== undefined) {
    record.redriveTokens = [...record.redriveTokens, { token, date: now }].slice(-TOKENS);
  }
}

/** The definition that the execution started with, which an update of the machine doesn't change. */
function compile(record: ExecutionRecord): Machine {
  const { machine } = parseMachine(record.definition, record.machineName);
  if (machine !== undefined) return machine;
  throw notRedrivable(
    record.arn,
    'Its definition was kept by an earlier version and is not supported any more',
  );
}

function notRedrivable(arn: string, reason: string): ApiError {
  return new ApiError('ExecutionNotRedrivable', `Execution ${arn} invalid for redrive as: ${reason}`);
}

function refuseLabel(request: ApiRequest): void {
  const parsed = parseArn(request.text('executionArn', { min: 1, max: 256 }));
  if (parsed?.kind === 'execution' && parsed.label !== undefined) throw labelled();
}

function labelled(): ApiError {
  return validationError('Labeled Execution ARNs are not supported for this API.');
}
