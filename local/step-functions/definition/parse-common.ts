import type { Template } from '../jsonata/template.ts';
import type { Fields } from './fields.ts';
import { findVariableProblem, type Scope } from './scope.ts';

/** Fields of the JSONPath query language, with what JSONata has in their place. */
export const JSONPATH_HINTS: Readonly<Record<string, string>> = {
  InputPath: "InputPath is a JSONPath field; with JSONata use 'Arguments' or 'Output'",
  OutputPath: "OutputPath is a JSONPath field; with JSONata use 'Output'",
  ResultPath: "ResultPath is a JSONPath field; with JSONata use 'Output' or 'Assign'",
  ResultSelector: "ResultSelector is a JSONPath field; with JSONata use 'Output'",
  Parameters: "Parameters is a JSONPath field; with JSONata use 'Arguments' ('ItemSelector' in a Map)",
  Result: "Result is a JSONPath field; with JSONata use 'Output'",
  Variable: "Variable is a JSONPath field; with JSONata use 'Condition'",
  TimeoutSecondsPath:
    "TimeoutSecondsPath is a JSONPath field; with JSONata 'TimeoutSeconds' takes an expression",
  ItemsPath: "ItemsPath is a JSONPath field; with JSONata use 'Items'",
  MaxConcurrencyPath:
    "MaxConcurrencyPath is a JSONPath field; with JSONata 'MaxConcurrency' takes an expression",
  ToleratedFailureCountPath:
    "ToleratedFailureCountPath is a JSONPath field; with JSONata 'ToleratedFailureCount' takes an expression",
  ToleratedFailurePercentagePath:
    "ToleratedFailurePercentagePath is a JSONPath field; with JSONata 'ToleratedFailurePercentage' takes an expression",
  MaxItemsPath: "MaxItemsPath is a JSONPath field; with JSONata 'MaxItems' takes an expression",
  SecondsPath: "SecondsPath is a JSONPath field; with JSONata 'Seconds' takes an expression",
  TimestampPath: "TimestampPath is a JSONPath field; with JSONata 'Timestamp' takes an expression",
  ErrorPath: "ErrorPath is a JSONPath field; with JSONata 'Error' takes an expression",
  CausePath: "CausePath is a JSONPath field; with JSONata 'Cause' takes an expression",
};

/** Reads Assign and checks the variables' names. */
export function parseAssign(fields: Fields, scope: Scope): ReadonlyMap<string, Template> | undefined {
  const assign = fields.templates('Assign');
  for (const name of assign?.keys() ?? []) {
    const problem = findVariableProblem(name, scope.outerVariables);
    if (problem !== undefined) fields.problems.add(`${fields.at('Assign')}/${name}`, problem);
  }
  return assign;
}

/** Reads Next or End, exactly one of which a state must have; undefined stands for `"End": true`. */
export function parseTransition(fields: Fields): { next: string | undefined } {
  const next = fields.string('Next');
  const end = fields.boolean('End');
  if (fields.has('Next') && fields.has('End')) {
    fields.problems.add(fields.path, "A state has either 'Next' or 'End', not both");
  } else if (!fields.has('Next') && end !== true) {
    fields.problems.add(fields.path, "A state needs a 'Next', or 'End' with the value true");
  }
  return { next };
}
