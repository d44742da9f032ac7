import * as z from 'zod';
import {
  type ExecutionInput,
  executionInput,
  type RetryInput,
  retryInput,
  runId,
} from '../../core/contracts/execution-input.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { refuseAll, showValue } from '../../core/errors/problems.ts';

const sourceFields = 'uri, format and delimiter, or items';
/** What an input may hold, as a refusal tells it. */
interface InputForm {
  fields: readonly string[];
  example: string;
}

const runForm: InputForm = {
  fields: Object.keys(executionInput.shape),
  example: '{ "source": { "uri": "s3://my-bucket/items.jsonl" }, "toleratedFailurePercentage": 5 }',
};
const retryForm: InputForm = {
  fields: Object.keys(retryInput.shape),
  example: '{ "retry": true, "runId": "my-run", "timeout": "10 seconds" }',
};

/**
 * Checks an execution's input; its run id is the execution's name if it gives none.
 * @throws FanfoldError `InvalidRunInput` naming every problem, with an example to paste
 */
export function checkInput(input: unknown, executionName: string): ExecutionInput & { runId: string } {
  const checked = executionInput.safeParse(input);
  if (!checked.success) throw refuse(checked.error.issues, input);
  const named = checked.data.runId ?? executionName.slice(0, 60).replaceAll(/[^A-Za-z0-9_-]/g, '-');
  const id = z.object({ runId }).safeParse({ runId: named });
  if (!id.success) throw refuse(id.error.issues, { runId: named });
  return { ...checked.data, runId: id.data.runId };
}

/**
 * Checks the input of an execution that retries a run.
 * @throws FanfoldError `InvalidRunInput` naming every problem, with an example to paste
 */
export function checkRetryInput(input: unknown): RetryInput {
  const checked = retryInput.safeParse(input);
  if (!checked.success) throw refuse(checked.error.issues, input, retryForm);
  return checked.data;
}

function refuse(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  form: InputForm = runForm,
): FanfoldError {
  const problems = new Set(flatten(issues).flatMap((issue) => describe(issue, input, form)));
  const { code, message } = refuseAll('InvalidRunInput', 'The execution input is not valid', [...problems]);
  return new FanfoldError(code, `${message}${problems.size > 1 ? '\n' : '; '}an example: ${form.example}`);
}

/** Issues of a union's best branch instead of "Invalid input". */
function flatten(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const fewest = issue.errors.reduce((best, branch) => (branch.length < best.length ? branch : best));
    return flatten(fewest).map((nested) => ({ ...nested, path: [...issue.path, ...nested.path] }));
  });
}

/** What, its value, and what is allowed. */
function describe(issue: z.core.$ZodIssue, input: unknown, form: InputForm): string[] {
  const { path, message } = issue;
  if (issue.code !== 'unrecognized_keys')
    return [`${nameField(path)} is ${showValue(findValue(input, path))}: ${message}`];
  const fields = path.length === 0 ? form.fields.join(', ') : sourceFields;
  return issue.keys.map((key) => `${nameField([...path, key])} is no field; the fields are ${fields}`);
}

function nameField(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the input' : path.map(String).join('.');
}

function findValue(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    input,
  );
}
