import { resolve } from 'node:path';
import { refuseAll } from '../../core/errors/problems.ts';
import { showText } from '../format/show-text.ts';
import type { ParsedLine } from '../options/parse-options.ts';
import { checkStateFolder } from './check-state-folder.ts';
import { findManifest, type ManifestSource } from './find-manifest.ts';
import type { verifyOptions } from './verify-options.ts';

/**
 * Checks the whole command line of `fanfold verify`; opens nothing.
 * @throws FanfoldError `InvalidUsage` naming every problem
 */
export async function checkVerify(
  line: ParsedLine<typeof verifyOptions>,
  cwd: string,
): Promise<{ source: ManifestSource; stateDir: string }> {
  const [given] = line.positionals;
  const problems = [...line.problems];
  for (const extra of line.positionals.slice(1))
    problems.push(`${showText(extra)} is one argument too many; one manifest is allowed`);
  const stateDir = resolve(cwd, line.values.state ?? '.fanfold');
  const found = given === undefined ? undefined : await findManifest(given, cwd);
  if (found === undefined) problems.push('no manifest is given: fanfold verify <manifest.json>');
  else if (!found.ok) problems.push(found.problem);
  else if (found.source.kind === 's3') problems.push(...(await checkStateFolder(stateDir)));
  if (problems.length > 0 || !found?.ok) throw refuseAll('InvalidUsage', 'fanfold verify', problems);
  return { source: found.source, stateDir };
}
