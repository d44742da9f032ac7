import * as z from 'zod';
import { datasetReference, sealResult } from './run-result.ts';

/**
 * Output of the state machine, version 1: what an execution that succeeded returns. One that failed has no output but an error and
 * a cause: a code of fanfold's, such as `InvalidRunInput`, and what is wrong. The whole story of either is in the run's
 * report, `runs/<runId>/report.json`.
 *
 * @example
 * ```ts
 * import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
 * import { executionOutput } from 'fanfold/client';
 *
 * export async function findDataset(executionArn: string): Promise<string | undefined> {
 *   const { status, output } = await new SFNClient().send(new DescribeExecutionCommand({ executionArn }));
 *   return status === 'SUCCEEDED' ? executionOutput.parse(JSON.parse(output ?? '')).dataset.uri : undefined;
 * }
 * ```
 */
export const executionOutput = z.strictObject({
  version: z.literal(1),
  ...sealResult.shape,
  status: z.literal('SUCCEEDED'),
  dataset: datasetReference,
  error: z.null(),
});
export type ExecutionOutput = z.infer<typeof executionOutput>;
