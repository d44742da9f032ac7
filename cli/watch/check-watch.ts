import { resolve } from 'node:path';
import { refuseAll } from '../../core/errors/problems.ts';
import type { ParsedLine } from '../options/parse-options.ts';
import { readRunArgument } from '../options/read-run-argument.ts';
import { checkFolder } from '../run/check-folder.ts';
import type { WantedRun } from '../run/find-run.ts';
import { type RunPlace, readPlace } from '../run/run-place.ts';
import { checkStateFolder } from '../verify/check-state-folder.ts';
import type { stopOptions, watchOptions } from './watch-options.ts';

/** A command line that names a run, checked. */
export interface WatchRequest extends WantedRun {
  place: RunPlace;
  /** Folder that gets the files of the run. */
  out: string | undefined;
}

/**
 * Checks the whole command line of `fanfold watch`, `stop` or `report`; opens nothing.
 * @throws FanfoldError `InvalidUsage` naming every problem
 */
export async function checkWatch(
  command: 'watch' | 'stop' | 'report',
  line: ParsedLine<typeof watchOptions> | ParsedLine<typeof stopOptions>,
  cwd: string,
): Promise<WatchRequest> {
  const { values, positionals } = line;
  const { runId, problems } = readRunArgument(command, positionals);
  const { place, problems: misplaced } = readPlace(values, cwd);
  const out = 'out' in values && values.out !== undefined ? resolve(cwd, values.out) : undefined;
  const folders = [
    ...(out === undefined ? [] : await checkFolder('--out', out)),
    ...(place.on === 'local' ? await checkStateFolder(place.stateDir) : []),
  ];
  const all = [...line.problems, ...problems, ...misplaced, ...folders];
  if (all.length > 0) throw refuseAll('InvalidUsage', `fanfold ${command}`, all);
  return { runId, of: values.of, place, out };
}
