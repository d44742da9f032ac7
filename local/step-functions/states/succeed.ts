import type { SucceedState } from '../definition/types.ts';
import { finish, type Outcome } from '../execution/outcome.ts';
import type { Visit } from '../execution/visit.ts';

/** Succeed: ends its graph with its Output. */
export function runSucceed(visit: Visit<SucceedState>): Promise<Outcome> {
  return finish(visit, { output: visit.state.output, assign: undefined, next: undefined }, visit.input);
}
