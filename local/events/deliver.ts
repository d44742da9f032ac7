import { createHash } from 'node:crypto';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Delivery } from './event-bus.ts';

/** What deliveries need. */
export interface DeliveryClients {
  sfn: SFNClient;
  /** How the local Lambda is reached. */
  lambda: LambdaClientConfig;
}

/**
 * Delivers events as EventBridge does: functions are invoked asynchronously, state machines get an execution. Its name
 * follows from the event and the target, as on AWS, so that an event delivered twice starts one execution.
 */
export function createDelivery({ sfn, lambda }: DeliveryClients): (delivery: Delivery) => Promise<void> {
  return async ({ event, rule, target, input }) => {
    if (target.arn.includes(':states:')) {
      const name = `${event.id}_${createHash('md5').update(`${rule.arn}/${target.id}`).digest('hex')}`;
      await sfn.send(new StartExecutionCommand({ stateMachineArn: target.arn, name, input }));
      return;
    }
    // Few stacks invoke functions by events: the client is loaded for those only.
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const client = new LambdaClient(lambda);
    try {
      await client.send(
        new InvokeCommand({ FunctionName: target.arn, InvocationType: 'Event', Payload: Buffer.from(input) }),
      );
    } finally {
      client.destroy();
    }
  };
}
