import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runOptions } from '../commands/run-options.ts';
import { showText } from '../format/show-text.ts';
import { parseOptions } from '../options/parse-options.ts';
import { readPriceFile } from '../options/read-price-file.ts';
import { readTuning } from '../options/read-tuning.ts';
import { checkFolder } from './check-folder.ts';
import { findSource } from './find-source.ts';
import { readPlace } from './run-place.ts';
import type { RunRequest } from './run-request.ts';

type Checked = { ok: true; request: RunRequest } | { ok: false; problems: string[] };

/** Checks the whole command line of `fanfold run`; starts and writes nothing. All problems are told at once. */
export async function checkRun(args: readonly string[], cwd: string): Promise<Checked> {
  const { values, positionals, problems } = parseOptions(args, runOptions);
  const [task, ...surplus] = positionals;
  problems.push(...(await checkTask(task, cwd)));
  for (const extra of surplus) {
    problems.push(
      `${showText(extra)} is one argument too many; one task is allowed, and a glob must stand in quotes: --input 'data/*.jsonl'`,
    );
  }
  const source = values.input === undefined ? undefined : await findSource(values.input, cwd);
  if (source?.ok === false) problems.push(source.problem);
  const out = values.out === undefined ? undefined : resolve(cwd, values.out);
  const { place, problems: misplaced } = readPlace(values, cwd);
  problems.push(...misplaced);
  const { prices, problems: mispriced } = await readPriceFile(values.prices, cwd);
  problems.push(...mispriced);
  if (place.on === 'aws' && values.prices !== undefined)
    problems.push(
      '--prices is of the local cloud; on AWS a pipeline has its prices from fanfold deploy --prices',
    );
  if (place.on === 'local' && values.deployed) problems.push('--deployed is of AWS; it needs --on aws');
  if (place.on === 'aws' && values['aws-rates']) {
    problems.push('--aws-rates is of the local cloud; it has no meaning with --on aws');
  }
  if (out !== undefined) problems.push(...(await checkFolder('--out', out)));
  if (place.on === 'local') problems.push(...(await checkFolder('--state', place.stateDir)));
  if (problems.length > 0 || task === undefined || !source?.ok) return { ok: false, problems };
  return {
    ok: true,
    request: {
      task: resolve(cwd, task),
      source: source.source,
      place,
      deployed: values.deployed ?? false,
      out,
      prices,
      awsRates: values['aws-rates'] ?? false,
      runId: values['run-id'],
      tuning: {
        ...readTuning(values),
        toleratedFailurePercentage: values['tolerated-failure-percentage'],
        toleratedFailureCount: values['tolerated-failure-count'],
      },
    },
  };
}

/** What is wrong with the path of a task, as far as its file tells. */
export async function checkTask(task: string | undefined, cwd: string): Promise<string[]> {
  if (task === undefined) return ['no task is given: fanfold run <task.ts> --input <file>'];
  const found = await stat(resolve(cwd, task)).catch(() => undefined);
  if (found === undefined)
    return [`the task ${showText(task)} does not exist; it must be a module such as task.ts`];
  if (!found.isFile()) return [`the task ${showText(task)} is no file; it must be a module such as task.ts`];
  if (/\.[mc]?[tj]s$/.test(task)) return [];
  return [`the task ${showText(task)} is no module; it must end in .ts, .mts, .js or .mjs`];
}
