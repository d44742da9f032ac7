import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Environment, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import { FanOutFanIn } from '../../infra/fan-out-fan-in.ts';
import { withoutValidation } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const double = folder.write('double.ts', taskSource());
const other = folder.write('other.ts', taskSource().replace("'double'", "'other'"));
afterAll(() => folder[Symbol.dispose]());

const createApp = () =>
  new App({
    outdir: mkdtempSync(join(folder.path, 'cdk.out-')),
    analyticsReporting: false,
    ...withoutValidation,
  });
const twice = (stack: Stack): [Stack, Stack] => [stack, stack];
const at = (region: string): { env: Environment } => ({ env: { account: '123456789012', region } });

test('two tasks live in one stack, and in two', () => {
  const app = createApp();
  const [one, two] = [new Stack(app, 'One'), new Stack(app, 'Two')];
  new FanOutFanIn(one, 'Double', { task: double });
  new FanOutFanIn(one, 'Other', { task: other });
  new FanOutFanIn(two, 'Third', {
    task: folder.write('third.ts', taskSource().replace("'double'", "'third'")),
  });
  const parameters = [one, two].flatMap((stack) =>
    Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter')).map(
      ({ Properties }) => Properties.Name,
    ),
  );
  expect(parameters.sort()).toEqual(['/fanfold/double', '/fanfold/other', '/fanfold/third']);
  Template.fromStack(one).resourceCountIs('AWS::StepFunctions::StateMachine', 2);
  expect(one.node.children.map(FanOutFanIn.isFanOutFanIn)).toContain(true);
  expect(FanOutFanIn.isFanOutFanIn(one)).toBe(false);
});

test.each([
  ['in one stack', (app: App) => twice(new Stack(app, 'One')), 'One/First'],
  [
    'in two stacks of one environment',
    (app: App): [Stack, Stack] => [
      new Stack(app, 'One', at('eu-west-1')),
      new Stack(app, 'Two', at('eu-west-1')),
    ],
    'One/First',
  ],
  [
    'in two stages of no environment',
    (app: App): [Stack, Stack] => [
      new Stack(new Stage(app, 'Beta'), 'One'),
      new Stack(new Stage(app, 'Gamma'), 'One'),
    ],
    'Beta/One/First',
  ],
])('the same task twice %s is refused', (_, createStacks, first) => {
  const [one, two] = createStacks(createApp());
  new FanOutFanIn(one, 'First', { task: double });
  expect(() => new FanOutFanIn(two, 'Second', { task: double })).toThrow(
    `FanOutFanIn can not be made: the task double already has the pipeline ${first} in the same account and region, where clients find one only, by SSM parameter /fanfold/double; give the task another name, or the stacks an \`env\` that differs`,
  );
});

test('the same task in two regions is taken', () => {
  const app = createApp();
  for (const region of ['eu-west-1', 'us-east-1']) {
    new FanOutFanIn(new Stack(app, region, at(region)), 'Double', { task: double });
  }
  expect(app.synth().stacks).toHaveLength(2);
});
