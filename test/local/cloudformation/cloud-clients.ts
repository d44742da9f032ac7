import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { LocalCloud } from '../../../local/open-cloud.ts';

/** AWS SDK clients for a local cloud. */
export function clientsOf({ endpoints, region }: Pick<LocalCloud, 'endpoints' | 'region'>) {
  const common = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  return {
    s3: new S3Client({ ...common, endpoint: endpoints.s3 }),
    dynamodb: new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb }),
    sfn: new SFNClient({ ...common, endpoint: endpoints.sfn }),
    lambda: new LambdaClient({ ...common, endpoint: endpoints.lambda }),
  };
}

/** Runs an execution to its end and gives its output. */
export async function execute(sfn: SFNClient, stateMachineArn: string, input: object = {}): Promise<unknown> {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  const done = await until(async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
  if (done.output === undefined) throw new Error(`${done.status}: ${done.error} ${done.cause}`);
  return JSON.parse(done.output);
}

/** Looks again until there is a result. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await setTimeout(20);
  }
}
