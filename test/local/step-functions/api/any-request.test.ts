import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestCloud } from '../helpers/cloud.ts';
import { pass } from '../helpers/states.ts';

let cloud: TestCloud;
let known: Record<string, string>;
beforeAll(async () => {
  cloud = await TestCloud.start();
  const stateMachineArn = await cloud.createMachine('known', pass(1));
  const executionArn = await cloud.start(stateMachineArn, {}, 'run');
  await cloud.finished(executionArn);
  known = { stateMachineArn, executionArn };
});
afterAll(() => cloud.remove());

const OPERATIONS = [
  'CreateStateMachine',
  'UpdateStateMachine',
  'DescribeStateMachine',
  'ListStateMachines',
  'ValidateStateMachineDefinition',
  'StartExecution',
  'StopExecution',
  'DescribeExecution',
  'DescribeStateMachineForExecution',
  'ListExecutions',
  'RedriveExecution',
  'GetExecutionHistory',
  'ListMapRuns',
  'DescribeMapRun',
  'UpdateMapRun',
  'SendTaskSuccess',
  'SendTaskFailure',
  'SendTaskHeartbeat',
] as const;
const MEMBERS = [
  'stateMachineArn',
  'executionArn',
  'mapRunArn',
  'name',
  'definition',
  'roleArn',
  'type',
  'input',
  'maxResults',
  'nextToken',
  'statusFilter',
  'redriveFilter',
  'reverseOrder',
  'includedData',
  'taskToken',
  'output',
  'error',
  'cause',
  'tags',
  'loggingConfiguration',
  'maxConcurrency',
  'toleratedFailurePercentage',
  'clientToken',
] as const;
const ARNS = [
  'arn:aws:states:us-east-1:000000000000:mapRun:known/label:id',
  'arn:aws:states:us-east-1:000000000000:express:known/label:name:id',
  'arn:aws:states:us-east-1:000000000000:stateMachine:known:1',
  'arn:aws:states',
];

it('no request makes the server break', async () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(...ARNS),
    fc.constantFrom('known', 'YWZ0ZXI6eA', 0, -1, 1e9),
    fc.constantFrom('stateMachineArn', 'executionArn').map((name) => ({ known: name })),
  );
  const members = fc.dictionary(fc.constantFrom(...MEMBERS), value, { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...OPERATIONS), members, async (operation, given) => {
      const filled = Object.entries(given).map(([name, member]) => [name, resolveKnown(member)]);
      const answer = await fetch(cloud.url, {
        method: 'POST',
        headers: { 'X-Amz-Target': `AWSStepFunctions.${operation}` },
        body: JSON.stringify(Object.fromEntries(filled)),
      });
      expect([200, 400]).toContain(answer.status);
      const body = await answer.json();
      if (answer.status === 400)
        expect(body).toMatchObject({ __type: expect.any(String), message: expect.any(String) });
    }),
    { numRuns: 400 },
  );
});

function resolveKnown(member: unknown): unknown {
  if (typeof member !== 'object' || member === null || !('known' in member)) return member;
  return known[String(member.known)] ?? member;
}
