import { RULES } from '../definition/rules.ts';
import type { WaitState } from '../definition/types.ts';
import { finish, type Outcome } from '../execution/outcome.ts';
import { FieldError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { sleep } from '../execution/waiting.ts';
import { describeMismatch, evaluateNumber } from './evaluated.ts';

/** Wait: for Seconds, or until Timestamp (RFC 3339; at once when it has passed). */
export async function runWait(visit: Visit<WaitState>): Promise<Outcome> {
  const { state, services, thread } = visit;
  await sleep(services.clock, await millisecondsToWait(visit), thread.cancellation);
  return await finish(visit, state, visit.input);
}

async function millisecondsToWait(visit: Visit<WaitState>): Promise<number> {
  const { kind, template } = visit.state.until;
  if (kind === 'seconds') {
    return 1000 * (await evaluateNumber(template, RULES.waitSeconds, visit.bindings()));
  }
  const value = await template.evaluate(visit.bindings());
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) {
    const cause = describeMismatch(template, 'RFC 3339 timestamp', value);
    throw new FieldError('States.QueryEvaluationError', cause, template.location);
  }
  return time - visit.services.clock.now();
}
