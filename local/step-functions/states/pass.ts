import type { PassState } from '../definition/types.ts';
import { finish, type Outcome } from '../execution/outcome.ts';
import type { Visit } from '../execution/visit.ts';

/** Pass: Output and Assign, nothing else. */
export function runPass(visit: Visit<PassState>): Promise<Outcome> {
  return finish(visit, visit.state, visit.input);
}
