import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';
import { checkDeploy } from '../deploy/check-deploy.ts';
import { deployOptions } from '../deploy/deploy-options.ts';
import { executeDeploy } from '../deploy/execute-deploy.ts';
import {
  type DeployJson,
  describeDeployment,
  describeUndeployed,
  renderDeployment,
} from '../deploy/render-deployment.ts';
import { joinWords } from '../format/shell.ts';
import { parseOptions } from '../options/parse-options.ts';
import { createView } from '../progress/create-view.ts';
import { describeError } from '../report-error.ts';
import { writePlace } from '../run/run-place.ts';
import { showPathFrom } from '../summary/summary-context.ts';
import type { Command } from './command.ts';

/** `fanfold deploy`: a task's pipeline to AWS, without an app. */
export const deploy: Command = {
  name: 'deploy',
  summary: "put a task's pipeline on AWS, without a CDK app of your own",
  positionals: '<task.ts>',
  options: deployOptions,
  details: [
    'It makes the stack that the local cloud runs, and deploys it with your AWS credentials by the CDK toolkit library: npm install --save-dev @aws-cdk/toolkit-lib. The account must be bootstrapped for CDK, once for each region: npx cdk bootstrap. Deployed again, the stack is changed in place. What else a pipeline may have (VPC, keys, rights of the task) takes an app of your own.',
    'Ctrl-C before the deployment ends it; what CloudFormation has begun it ends by itself.',
    'Exit code: 0 the stack is as it should be, or --dry-run showed it; 1 it was not deployed; 2 bad usage, no credentials, an account that is not bootstrapped, changes that nobody approved, and nothing was changed.',
    '--json prints { status, task, stack, region, accountId, stateMachineArn, bucket, error? }. status is DEPLOYED, UNCHANGED, DRY_RUN, FAILED or REJECTED (exit code 2). What is not known is null.',
    `Examples
  fanfold deploy examples/movies/task.ts --dry-run
  fanfold deploy task.ts --profile dev --region eu-central-1 --max-concurrency 200`,
  ],
  async execute(args, edge) {
    const line = parseOptions(args, deployOptions);
    const view = createView(edge);
    const json = args.includes('--json');
    const print = (object: DeployJson): void => {
      if (json) edge.stdout.write(`${JSON.stringify(object)}\n`);
    };
    try {
      const deployment = await executeDeploy(await checkDeploy(line, edge.cwd), edge, view);
      view.close();
      print(describeDeployment(deployment));
      if (json) return 0;
      const [task = ''] = line.positionals;
      const { profile, region } = line.values;
      const run = ['run', task, ...writePlace({ on: 'aws', profile, region })];
      const again = ['deploy', ...args.filter((arg) => arg !== '--dry-run')];
      edge.stdout.write(
        renderDeployment(deployment, {
          runWith: `${edge.program} ${joinWords(run)}`,
          deployWith: `${edge.program} ${joinWords(again)}`,
          showPath: showPathFrom(edge.cwd),
        }),
      );
      return 0;
    } catch (error) {
      view.close();
      const told = describeError(error, edge);
      const refused = isFanfoldError(error) && refusalCodes.has(error.code);
      edge.stderr.write(`${told.text}\n`);
      print(describeUndeployed(refused ? 'REJECTED' : 'FAILED', told.error));
      return refused ? 2 : 1;
    }
  },
};
