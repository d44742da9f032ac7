/** The app of `cdk.json`: one stack for each example, checked against the AWS Solutions rules of cdk-nag. */
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { packageLayout } from './bundling/package-layout.ts';
import { FanOutFanIn } from './fan-out-fan-in.ts';

const examples = { FlightDelays: 'flight-delays', Movies: 'movies' };

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
for (const [id, folder] of Object.entries(examples)) {
  const stack = new Stack(app, `Fanfold${id}`, { description: `fanfold example ${folder}` });
  new FanOutFanIn(stack, id, { task: join(packageLayout().root, 'examples', folder, 'task.ts') });
}
