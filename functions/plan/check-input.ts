import * as z from 'zod';
import {
  type ExecutionInput,
  executionInput,
  type RetryInput,
  retryInput,
  runId,
} from '../../core/contracts/execution-input.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { listSome, refuseAll, showValue } from '../../core/errors/problems.ts';

const sourceFields = 'uri, format, delimiter, etag and versionId, or items';
/** Problems named one by one; beyond that, as of a list of a thousand objects, they are counted. */
const mostNamed = 20;

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
  const flat = flatten(issues);
  const problems = [...new Set(flat.map((issue) => describe(issue, input)))];
  const what = 'The execution input is not valid';
  const { code, message } = refuseAll('InvalidRunInput', what, problems, mostNamed);
  const help = [`the fields are ${form.fields.join(', ')}`, `an example: ${form.example}`];
  return new FanfoldError(code, [message, ...help].join(problems.length > 1 ? '\n' : '; '));
}

/**
 * Issues of a union's best branch instead of its own; its own, which says what there may be, where the value is of no branch's
 * type.
 */
function flatten(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue];
    const [first, ...others] = issue.errors.filter((branch) => !branch.some(isOtherType));
    if (first === undefined) return [issue];
    const fewest = others.reduce((best, branch) => (branch.length < best.length ? branch : best), first);
    return flatten(fewest.map((nested) => ({ ...nested, path: [...issue.path, ...nested.path] })));
  });
}

function isOtherType({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

/** What, its value, and what is allowed. */
function describe(issue: z.core.$ZodIssue, input: unknown): string {
  const { path, message } = issue;
  if (issue.code !== 'unrecognized_keys')
    return `${nameField(path)} is ${showValue(findValue(input, path))}: ${message}`;
  const names = listSome(issue.keys.map((key) => nameField([...path, key])));
  const are = issue.keys.length > 1 ? 'are no fields' : 'is no field';
  return path.length === 0 ? `${names} ${are}` : `${names} ${are}; the fields are ${sourceFields}`;
}

/** A path of fields, each as it is where it is a plain word. */
function nameField(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the input';
  return path.map((step) => (/^\w{1,40}$/.test(String(step)) ? String(step) : showValue(step))).join('.');
}

/** The value at a path of own fields. */
function findValue(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? Reflect.get(value, step)
        : undefined,
    input,
  );
}
