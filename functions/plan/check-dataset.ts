import type { ExecutionInput } from '../../core/contracts/execution-input.ts';
import type { SchemaDescription } from '../../core/contracts/task-document.ts';
import { describeOutput } from '../../core/dataset-formats/index.ts';
import { refuseAll } from '../../core/errors/problems.ts';

/**
 * Refuses a data set that the task's rows can't be written as, before anything is started.
 * @throws FanfoldError `InvalidRunInput` naming every problem
 */
export function checkDataset(
  input: ExecutionInput,
  task: { outputSchema: SchemaDescription; folds?: true | undefined },
): void {
  describeOutput(input, task.outputSchema);
  if (task.folds) refuseFoldedFormat(input);
}

/** A folded data set is one row, of whatever `finish` makes. */
function refuseFoldedFormat({ format, compress, maxObjectSize }: ExecutionInput): void {
  const problems = [
    ...(format === 'jsonl' ? [] : [`format is ${format}; it must be jsonl`]),
    ...(compress === 'none' ? [] : [`compress is ${compress}; it must be none`]),
    ...(maxObjectSize === undefined ? [] : [`maxObjectSize is ${maxObjectSize}; leave it out`]),
  ];
  if (problems.length > 0) throw refuseAll('InvalidRunInput', 'The task folds its rows into one', problems);
}
