import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { definitionFile } from '../../infra/state-machine-definition.ts';
import { checkDefinition } from '../../scripts/check-asl.ts';

const root = resolve(import.meta.dirname, '../..');
const definition = readFileSync(definitionFile(), 'utf8');

/** Problems of the definition after one change of its text. */
function problemsAfter(from: string | RegExp, to: string): string[] {
  const changed = definition.replace(from, to);
  expect(changed).not.toBe(definition);
  return checkDefinition(changed);
}

test('npm run check:asl finds nothing in the definitions of the project', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--conditions=fanfold-source', join(root, 'scripts/check-asl.ts')],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test.each<[string, string | RegExp, string, string]>([
  ['broken JSON', '{', '{{', 'no JSON: '],
  [
    'an unknown placeholder',
    '{PlanFunctionArn}',
    '{TriggerArn}',
    'the construct has no value for $' + '{TriggerArn}',
  ],
  ['a missing state', /"Next": "Report"/, '"Next": "Nowhere"', 'target: Nowhere'],
  ['broken JSONata', '{% $sealed %}', '{% $sealed.( %}', '/States/'],
  [
    'a variable that nobody assigns, read in a branch',
    '$plan.concurrency.initial',
    '$plam.concurrency.initial',
    'FanOut: $plam in {% $plam.concurrency.initial %}',
  ],
  [
    'a variable that nobody assigns, read outside of branches',
    '$plan.concurrency.max',
    '$plam.concurrency.max',
    'PlanMerge: $plam in {% $plam.concurrency.max %}',
  ],
  [
    "a parent's variable in a child",
    '"Payload": "{% $states.input %}"',
    '"Payload": "{% $plan.run %}"',
    'RunMergeJob: $plan in',
  ],
  [
    "a parent's variable in a child of a map in a branch",
    '"run": "{% $states.input.run %}"',
    '"run": "{% $plan.run %}"',
    'RunUnit: $plan in',
  ],
  [
    'a variable of a branch, read outside of it',
    /("Next": "GovernOn\?")([\s\S]*?)"\{% \$merge %\}"/,
    '"Assign": { "governed": true }, $1$2"{% $governed %}"',
    'PlanMerge: $governed in {% $governed %}',
  ],
  [
    'a variable of a branch, read in another',
    /"\{% \$plan\.mapPrefix %\}"([\s\S]*?)("Next": "GovernOn\?")/,
    '"{% $governed %}"$1"Assign": { "governed": true }, $2',
    'FanOut: $governed in {% $governed %}',
  ],
  [
    'a variable of the workflow, assigned in a branch',
    /"Next": "GovernOn\?"/,
    '"Assign": { "plan": {} }, "Next": "GovernOn?"',
    'Govern: $plan is assigned outside of its branch, too',
  ],
  ['a name of two states, in two branches', /UnitDone/g, 'Governed', 'already exists: Governed'],
  ['a name of two states, in a branch and outside', /"Governed"/g, '"Report"', 'already exists: Report'],
  [
    'an unknown field of a retrier',
    '"MaxAttempts": 8',
    '"MaxAttemps": 8',
    'Plan.Retry.0: Unrecognized key: "MaxAttemps"',
  ],
  [
    'States.ALL in company',
    '"States.TaskFailed", "States.Timeout"',
    '"States.ALL", "States.Timeout"',
    'States.ALL must stand alone and last',
  ],
  [
    'an unknown input type',
    '"InputType": "JSONL"',
    '"InputType": "NDJSON"',
    'FanOut.ItemReader.ReaderConfig.InputType',
  ],
  [
    'an unknown transformation',
    '"Transformation": "NONE"',
    '"Transformation": "ZIP"',
    'FanOut.ResultWriter.WriterConfig.Transformation',
  ],
  ['a label that can not stand in an ARN', '"Label": "FanOut"', '"Label": "Fan Out"', 'FanOut.Label'],
  ['an integration that is none', 'states:::lambda:invoke', 'states:::lambda:invke', 'Plan.Resource'],
])('finds %s', (_, from, to, problem) => {
  expect(problemsAfter(from, to).join('\n')).toContain(problem);
});
