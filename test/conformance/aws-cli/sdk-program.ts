/**
 * A program as anybody may have it: it makes the SDK's client without any options and prints what became of one
 * execution. Which cloud that is on, only its environment says.
 */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';

const sfn = new SFNClient();
// Long at first, over at once after a redrive.
const Seconds = '{% $states.context.Execution.RedriveCount = 0 ? 600 : 0 %}';
const definition = (Output: string) =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds, Output, End: true } },
  });

const { stateMachineArn } = await sfn.send(
  new CreateStateMachineCommand({
    name: 'program',
    roleArn: 'arn:aws:iam::000000000000:role/any',
    definition: definition('as created'),
  }),
);
await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: definition('as updated') }));
const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
await sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough' }));
const stopped = await sfn.send(new DescribeExecutionCommand({ executionArn }));
await sfn.send(new RedriveExecutionCommand({ executionArn }));
let execution = stopped;
do {
  await new Promise((resolve) => setTimeout(resolve, 100));
  execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
} while (execution.status === 'RUNNING');
const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
process.stdout.write(
  JSON.stringify({
    stopped: stopped.status,
    status: execution.status,
    output: execution.output,
    events: events.map(({ type }) => type),
  }),
);
