import { resolve } from 'node:path';
import { refuseAll } from '../../core/errors/problems.ts';
import type { SynthesisOverrides } from '../../infra/synthesize-task.ts';
import type { AwsSettings } from '../aws/aws-settings.ts';
import { showText } from '../format/show-text.ts';
import type { ParsedLine } from '../options/parse-options.ts';
import { readPriceFile } from '../options/read-price-file.ts';
import { checkFolder } from '../run/check-folder.ts';
import { checkTask } from '../run/check-run.ts';
import type { deployOptions } from './deploy-options.ts';
import type { Approval } from './stack-deployment.ts';

/** A line of `fanfold deploy`, checked. */
export interface DeployRequest {
  task: string;
  stateDir: string;
  stackName: string | undefined;
  settings: AwsSettings;
  approval: Approval;
  dryRun: boolean;
  overrides: SynthesisOverrides;
}

/**
 * Checks the whole command line of `fanfold deploy`; makes nothing.
 * @throws FanfoldError `InvalidUsage` naming every problem
 */
export async function checkDeploy(
  { values, positionals, problems: misread }: ParsedLine<typeof deployOptions>,
  cwd: string,
): Promise<DeployRequest> {
  const [task, ...surplus] = positionals;
  const stateDir = resolve(cwd, values.state ?? '.fanfold');
  const { prices, problems: mispriced } = await readPriceFile(values.prices, cwd);
  const problems = [
    ...misread,
    ...(task === undefined ? ['no task is given: fanfold deploy <task.ts>'] : await checkTask(task, cwd)),
    ...surplus.map((extra) => `${showText(extra)} is one argument too many; one task is allowed`),
    ...mispriced,
    ...(await checkFolder('--state', stateDir)),
  ];
  if (problems.length > 0 || task === undefined) throw refuseAll('InvalidUsage', 'fanfold deploy', problems);
  return {
    task: resolve(cwd, task),
    stateDir,
    stackName: values.stack,
    settings: { profile: values.profile, region: values.region },
    approval: values['require-approval'] ?? 'broadening',
    dryRun: values['dry-run'] ?? false,
    overrides: {
      ...given('unitItems', values['unit-items']),
      ...given('maxConcurrency', values['max-concurrency']),
      ...given('toleratedFailurePercentage', values['tolerated-failure-percentage']),
      ...given('toleratedFailureCount', values['tolerated-failure-count']),
      ...given('itemConcurrency', values['item-concurrency']),
      ...given('memory', values.memory),
      ...given('prices', prices),
    },
  };
}

/** A property, left out if it has no value: so the assembly without any is the one that `fanfold run` made. */
function given<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  const property: { [Key in Name]?: Value } = {};
  if (value !== undefined) property[name] = value;
  return property;
}
