import type { FailState } from '../definition/types.ts';
import { FieldError, StatesError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import type { Bindings } from '../jsonata/expression.ts';
import type { Template } from '../jsonata/template.ts';
import { describeMismatch } from './evaluated.ts';

/** Fail: fails its graph with Error and Cause, which may be expressions and may be absent. */
export async function runFail(visit: Visit<FailState>): Promise<never> {
  const { error, cause } = visit.state;
  const bindings = visit.bindings();
  throw new StatesError(await evaluateText(error, bindings), await evaluateText(cause, bindings));
}

async function evaluateText(template: Template | undefined, bindings: Bindings): Promise<string | undefined> {
  if (template === undefined) return undefined;
  const value = await template.evaluate(bindings);
  if (typeof value === 'string') return value;
  const cause = describeMismatch(template, 'string', value);
  throw new FieldError('States.QueryEvaluationError', cause, template.location);
}
