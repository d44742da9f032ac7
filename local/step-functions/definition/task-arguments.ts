import { schemaOf } from '../aws-sdk/catalogue.ts';
import { findParameterProblems } from '../aws-sdk/read-parameters.ts';
import { isExpression } from '../jsonata/expression.ts';
import type { TaskIntegration } from './types.ts';

const LAMBDA_ARGUMENTS = ['FunctionName', 'InvocationType', 'Payload', 'Qualifier'];

/** What is wrong with a Task's Arguments, before or after its expressions are evaluated. */
export function findArgumentProblems(integration: TaskIntegration, value: unknown): string[] {
  switch (integration.kind) {
    case 'sdk':
      return findParameterProblems(value, schemaOf(integration));
    case 'lambda':
      return findInvokeProblems(value);
    case 'function':
      return [];
  }
}

function findInvokeProblems(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return ['The arguments of lambda:invoke must be an object'];
  }
  const given = new Map<string, unknown>(Object.entries(value));
  if (!given.has('FunctionName')) return ["The field 'FunctionName' is required but was missing"];
  const problems: string[] = [];
  for (const name of ['FunctionName', 'Qualifier']) {
    if (given.has(name) && typeof given.get(name) !== 'string') {
      problems.push(`The value for the field '${name}' must be a STRING`);
    }
  }
  const type = given.get('InvocationType');
  if (type !== undefined && type !== 'RequestResponse' && !(typeof type === 'string' && isExpression(type))) {
    problems.push(
      `The argument 'InvocationType' of lambda:invoke is ${JSON.stringify(type)}, supported is RequestResponse; arn:aws:states:::aws-sdk:lambda:invoke takes all of them`,
    );
  }
  for (const name of given.keys()) {
    if (LAMBDA_ARGUMENTS.includes(name)) continue;
    problems.push(
      `The argument '${name}' of lambda:invoke is not supported, allowed are: ${LAMBDA_ARGUMENTS.join(', ')}`,
    );
  }
  return problems;
}
