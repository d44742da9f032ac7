import { setTimeout } from 'node:timers/promises';
import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { account } from '../contract/subject.ts';

const roleArn = `arn:aws:iam::${account.accountId}:role/probe`;

/** Makes a state machine of one state, which needs no function; gives back its ARN. */
export async function createSmallMachine(sfn: SFNClient, state: object): Promise<string> {
  const definition = JSON.stringify({ StartAt: 'Only', States: { Only: state } });
  const name = `probe-${crypto.randomUUID()}`;
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  if (stateMachineArn === undefined) throw new TypeError('CreateStateMachine gave no ARN');
  return stateMachineArn;
}

/** Shows the events that match a pattern, as a target gets them. */
export async function createProbe(clients: { sfn: SFNClient; events: EventBridgeClient }, pattern: string) {
  const { sfn, events } = clients;
  const stateMachineArn = await createSmallMachine(sfn, { Type: 'Succeed' });
  const Name = `probe-${crypto.randomUUID()}`;
  await events.send(new PutRuleCommand({ Name, EventPattern: pattern }));
  const target = { Id: 'probe', Arn: stateMachineArn, RoleArn: roleArn };
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [target] }));
  return {
    /** All events that have come, once one has. */
    async untilReached(): Promise<unknown[]> {
      for (;;) {
        const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
        if (executions.length > 0) {
          const inputs = executions.map(async ({ executionArn }) => {
            const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
            return JSON.parse(input ?? 'null');
          });
          return Promise.all(inputs);
        }
        await setTimeout(200);
      }
    },
  };
}
