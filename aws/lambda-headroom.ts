import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Environments kept free for the pipeline's other functions. */
const kept = 10;

/** Units that the account's unreserved concurrency leaves room for, 1 at least. */
export async function readHeadroom(client: LambdaClient): Promise<number> {
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  return Math.min(10_000, Math.max(1, (AccountLimit?.UnreservedConcurrentExecutions ?? 0) - kept));
}
