import { resolve } from 'node:path';
import { refuseAll } from '../../core/errors/problems.ts';
import { showText } from '../format/show-text.ts';
import type { ParsedLine } from '../options/parse-options.ts';
import { readRunId } from '../options/readers.ts';
import type { UiRequest } from '../parts.ts';
import { type RunPlace, readPlace } from '../run/run-place.ts';
import { checkStateFolder } from '../verify/check-state-folder.ts';
import type { uiOptions } from './ui-options.ts';

/** The command line of `fanfold ui`, checked. */
export type UiLine = Omit<UiRequest, 'place' | 'program'> & { place: RunPlace };

/**
 * Checks the whole command line of `fanfold ui`; opens nothing.
 * @throws FanfoldError `InvalidUsage` naming every problem
 */
export async function checkUi(line: ParsedLine<typeof uiOptions>, cwd: string): Promise<UiLine> {
  const { values, positionals } = line;
  const problems = [...line.problems];
  const [runId, ...surplus] = positionals;
  for (const extra of surplus)
    problems.push(`${showText(extra)} is one argument too many; one run id is allowed`);
  const reading = runId === undefined ? undefined : readRunId(runId);
  if (reading?.ok === false)
    problems.push(`the run id is ${showText(runId ?? '')}; it must be ${reading.allowed}`);
  const { of, task, port, state } = values;
  if (of !== undefined && task !== undefined)
    problems.push('--of and --task both say whose runs are shown; give one of them');
  const { place, problems: misplaced } = readPlace(values, cwd);
  problems.push(...misplaced);
  if (place.on === 'local') problems.push(...(await checkStateFolder(place.stateDir)));
  if (problems.length > 0) throw refuseAll('InvalidUsage', 'fanfold ui', problems);
  return { place, runId, of, port, state, task: task === undefined ? undefined : resolve(cwd, task) };
}
