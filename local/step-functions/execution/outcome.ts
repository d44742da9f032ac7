import { Document } from '../document.ts';
import type { Json } from '../json.ts';
import type { Bindings } from '../jsonata/expression.ts';
import type { Template } from '../jsonata/template.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import { StatesError } from './states-error.ts';
import type { Extra, Visit } from './visit.ts';

/** How a visit of a state ended, when it didn't fail. */
export interface Outcome {
  output: Document;
  /** undefined ends the graph. */
  next: string | undefined;
  /** JSON texts of the variables that were assigned. */
  assigned: Record<string, string> | undefined;
}

/** Output and Assign of a state, a choice rule or a catcher, and where it leads. */
export interface Ending {
  output: Template | undefined;
  assign: ReadonlyMap<string, Template> | undefined;
  next: string | undefined;
}

/**
 * Ends a visit: Output and Assign are evaluated on the variables as they were, then the variables change.
 * @param otherwise the output when there is no Output
 * @throws StatesError States.DataLimitExceeded over 256 KiB, FieldError when an expression fails
 */
export async function finish(
  visit: Visit,
  ending: Ending,
  otherwise: Document,
  extra?: Extra,
): Promise<Outcome> {
  let output = otherwise;
  let values: Record<string, Json> | undefined;
  if (ending.output !== undefined || ending.assign !== undefined) {
    const bindings = visit.bindings(extra);
    if (ending.output !== undefined) output = new Document(await ending.output.evaluate(bindings));
    if (ending.assign !== undefined) values = await evaluateAll(ending.assign, bindings);
  }
  checkSize(output, visit.state.name);
  const assigned = values === undefined ? undefined : visit.thread.scope.assign(values);
  return { output, next: ending.next, assigned };
}

/** @throws StatesError States.DataLimitExceeded when a payload has more than 256 KiB */
export function checkSize(document: Document, stateOrTask: string): void {
  if (document.bytes <= MAX_PAYLOAD_BYTES) return;
  const cause = `The state/task '${stateOrTask}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  throw new StatesError('States.DataLimitExceeded', cause);
}

async function evaluateAll(
  templates: ReadonlyMap<string, Template>,
  bindings: Bindings,
): Promise<Record<string, Json>> {
  const values: [string, Json][] = [];
  for (const [name, template] of templates) values.push([name, await template.evaluate(bindings)]);
  return Object.fromEntries(values);
}
