import { resolve } from 'node:path';
import type { StartOptions } from '../../client/create-client.ts';
import { prices as listPrices, type PriceTable } from '../../core/cost/prices.ts';
import { refuseAll } from '../../core/errors/problems.ts';
import { parseDuration } from '../../core/task/duration.ts';
import { showText } from '../format/show-text.ts';
import { parseOptions } from '../options/parse-options.ts';
import { readPriceFile } from '../options/read-price-file.ts';
import { readTuning } from '../options/read-tuning.ts';
import { checkTask } from '../run/check-run.ts';
import { findSource } from '../run/find-source.ts';
import type { RunSource } from '../run/run-request.ts';
import { type PlanOptionValues, planOptions } from './plan-options.ts';

/** Where item times come from. `report`: the newest one of this task in the state folder, if there is any. */
export type TimeBasis =
  | { kind: 'told'; itemMs: number }
  | { kind: 'pilot'; items: number }
  | { kind: 'report' };

/** A line of `fanfold plan` that holds. */
export interface PlanRequest {
  task: string;
  source: RunSource;
  /** What the prediction is for. */
  on: 'local' | 'aws';
  basis: TimeBasis;
  childType: 'STANDARD' | 'EXPRESS';
  prices: PriceTable;
  profile: string | undefined;
  region: string | undefined;
  stateDir: string;
  tuning: Omit<StartOptions, 'runId'>;
}

/**
 * Checks a line of `fanfold plan`.
 * @throws FanfoldError `InvalidUsage` naming every problem
 */
export async function checkPlan(args: readonly string[], cwd: string): Promise<PlanRequest> {
  const { values, positionals, problems } = parseOptions(args, planOptions);
  const [task, ...surplus] = positionals;
  problems.push(
    ...(task === undefined
      ? ['no task is given: fanfold plan <task.ts> --input <file>']
      : await checkTask(task, cwd)),
  );
  for (const extra of surplus) {
    problems.push(
      `${showText(extra)} is one argument too many; one task is allowed, and a glob must stand in quotes: --input 'data/*.jsonl'`,
    );
  }
  const source = values.input === undefined ? undefined : await findSource(values.input, cwd);
  if (source?.ok === false) problems.push(source.problem);
  const { prices, problems: mispriced } = await readPriceFile(values.prices, cwd);
  problems.push(...mispriced);
  problems.push(...checkTogether(values));
  if (problems.length > 0 || task === undefined || source?.ok !== true)
    throw refuseAll('InvalidUsage', 'fanfold plan', problems);
  return {
    task: resolve(cwd, task),
    source: source.source,
    on: values.on ?? 'aws',
    basis: readBasis(values),
    childType: values['child-type'] === 'express' ? 'EXPRESS' : 'STANDARD',
    prices: prices ?? listPrices,
    profile: values.profile,
    region: values.region,
    stateDir: resolve(cwd, values.state ?? '.fanfold'),
    tuning: readTuning(values),
  };
}

/** Options that don't go together. */
function checkTogether(values: PlanOptionValues): string[] {
  const isS3OnAws = values.on !== 'local' && values.input?.startsWith('s3://') === true;
  const idle = (['profile', 'region'] as const).filter((name) => values[name] !== undefined && !isS3OnAws);
  return [
    ...(values['item-time'] !== undefined && values.pilot !== undefined
      ? ['--item-time and --pilot both say what an item takes; give one of them']
      : []),
    ...idle.map((name) => `--${name} is for reading a source from S3 on AWS; this line reads none`),
  ];
}

function readBasis({ pilot, ...values }: PlanOptionValues): TimeBasis {
  const itemMs = parseDuration(values['item-time']);
  if (itemMs !== undefined) return { kind: 'told', itemMs };
  return pilot === undefined ? { kind: 'report' } : { kind: 'pilot', items: pilot };
}
