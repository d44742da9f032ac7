import { describeRule, followsRule, type NumberRule } from '../definition/fields.ts';
import { FieldError } from '../execution/states-error.ts';
import { type Json, typeName } from '../json.ts';
import type { Bindings } from '../jsonata/expression.ts';
import type { Template } from '../jsonata/template.ts';

/** AWS's sentence for an expression whose value has the wrong type. */
export function describeMismatch(template: Template, expected: string, value: Json): string {
  const source = template.expressions[0]?.source ?? JSON.stringify(template.source);
  return `The JSONata expression '${source}' specified for the field '${template.location}' returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
}

/**
 * Evaluates a field that must be a number.
 * @param allowTexts whether a numeric string will do, as recorded for the limits of batches and MaxItems
 * @throws FieldError States.QueryEvaluationError for another type or a number that the rule doesn't allow
 */
export async function evaluateNumber(
  template: Template,
  rule: NumberRule,
  bindings: Bindings,
  allowTexts = false,
): Promise<number> {
  const value = await template.evaluate(bindings);
  const number = allowTexts && typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) {
    const expected = rule.integer ? 'integer' : 'number';
    const cause = describeMismatch(template, expected, value);
    throw new FieldError('States.QueryEvaluationError', cause, template.location);
  }
  if (!followsRule(number, rule)) {
    const cause = `The field '${template.location}' is ${number}, allowed is ${describeRule(rule)}.`;
    throw new FieldError('States.QueryEvaluationError', cause, template.location);
  }
  return number;
}
