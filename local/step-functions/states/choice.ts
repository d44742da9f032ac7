import type { ChoiceRule, ChoiceState } from '../definition/types.ts';
import { finish, type Outcome } from '../execution/outcome.ts';
import { FieldError, StatesError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { typeName } from '../json.ts';
import type { Bindings } from '../jsonata/expression.ts';

/**
 * Choice: the first rule whose Condition is true leads on, with its own Output and Assign; the state's own belong to
 * Default.
 */
export async function runChoice(visit: Visit<ChoiceState>): Promise<Outcome> {
  const { state, input } = visit;
  const bindings = visit.bindings();
  for (const rule of state.choices) {
    if (!(await isTrue(rule, bindings))) continue;
    return await finish(visit, rule, input);
  }
  if (state.default === undefined) {
    const place = `(entered at the event id #${visit.entered.eventId})`;
    const cause = `An error occurred while executing the state '${state.name}' ${place}. Failed to transition out of the state. The state does not point to a next state.`;
    throw new StatesError('States.NoChoiceMatched', cause);
  }
  return await finish(visit, { ...state, next: state.default }, input);
}

async function isTrue({ condition }: ChoiceRule, bindings: Bindings): Promise<boolean> {
  if (typeof condition === 'boolean') return condition;
  const value = await condition.evaluate(bindings);
  if (typeof value === 'boolean') return value;
  const cause = `The JSONata expression '${condition.source}' specified for the field '${condition.location}' returned an unexpected result type. Expected 'boolean', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
  throw new FieldError('States.QueryEvaluationError', cause, condition.location);
}
