import type { z } from 'zod';
import { type ExecutionInput, executionInput, runId } from '../../core/contracts/execution-input.ts';
import { refuseAll } from '../../core/errors/problems.ts';

const example = '{ "source": { "uri": "s3://my-bucket/items.jsonl" }, "toleratedFailurePercentage": 5 }';

/**
 * Checks an execution's input; its run id is the execution's name if it gives none.
 * @throws FanfoldError `InvalidRunInput` naming every problem, with an example to paste
 */
export function checkInput(input: unknown, executionName: string): ExecutionInput & { runId: string } {
  const checked = executionInput.safeParse(input);
  if (!checked.success) {
    const problems = flatten(checked.error.issues).map(describe);
    throw refuseAll('InvalidRunInput', 'The execution input is not valid', [
      ...new Set(problems),
      `an example: ${example}`,
    ]);
  }
  const id = runId.safeParse(
    checked.data.runId ?? executionName.slice(0, 60).replaceAll(/[^A-Za-z0-9_-]/g, '-'),
  );
  if (!id.success)
    throw refuseAll('InvalidRunInput', 'The execution input is not valid', [`runId: ${id.error.message}`]);
  return { ...checked.data, runId: id.data };
}

/** Issues of a union's best branch instead of "Invalid input". */
function flatten(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const fewest = issue.errors.reduce((best, branch) => (branch.length < best.length ? branch : best));
    return flatten(fewest).map((nested) => ({ ...nested, path: [...issue.path, ...nested.path] }));
  });
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
