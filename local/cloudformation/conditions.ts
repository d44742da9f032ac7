import { showValue } from '../../core/errors/problems.ts';
import { isObject, type Json } from '../step-functions/json.ts';
import { resolve, type Scope } from './intrinsics.ts';
import { refuse } from './refusal.ts';

/**
 * Evaluates one condition of a template: Fn::Equals, Fn::And, Fn::Or, Fn::Not, and `{ Condition: name }`.
 * @throws FanfoldError `InvalidUsage` for any other function
 */
export function evaluateCondition(condition: Json, scope: Scope): boolean {
  const [name, argument] = isObject(condition) ? (Object.entries(condition)[0] ?? []) : [];
  if (name === 'Condition' && typeof argument === 'string') return scope.condition(argument);
  if (Array.isArray(argument)) {
    const [first = null, second = null] = argument;
    switch (name) {
      case 'Fn::Equals':
        return JSON.stringify(resolve(first, scope)) === JSON.stringify(resolve(second, scope));
      case 'Fn::And':
        return argument.every((part) => evaluateCondition(part, scope));
      case 'Fn::Or':
        return argument.some((part) => evaluateCondition(part, scope));
      case 'Fn::Not':
        return !evaluateCondition(first, scope);
    }
  }
  throw refuse(
    `The condition ${showValue(condition)} can't be evaluated; the local cloud knows Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition.`,
  );
}
